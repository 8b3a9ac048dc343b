"""stdeb: makes Debian's source package of a distribution's sdist, with dpkg-source and what else dpkg-dev has.

round: 3
native: yes
extra: setuptools
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, subprocess, sys, tarfile, tempfile
d = tempfile.mkdtemp()
with tarfile.open(d + "/snow-1.0.tar.gz", "w:gz") as t:
    for name, text in {
        "setup.py": "from setuptools import setup\nsetup(name='snow', version='1.0', author='A', author_email='a@example.org', description='Flakes', long_description='Six sides.', url='https://example.org', py_modules=['snow'])\n",
        "snow.py": "flakes = 6\n",
        "PKG-INFO": "Metadata-Version: 2.1\nName: snow\nVersion: 1.0\nSummary: Flakes\nAuthor: A\nAuthor-email: a@example.org\n",
    }.items():
        info = tarfile.TarInfo("snow-1.0/" + name); info.size = len(text.encode()); info.mode = 0o644
        t.addfile(info, io.BytesIO(text.encode()))
os.makedirs(d + "/.config/dpkg")   # what a user without Debian's database says: what the package's own build needs is not here
open(d + "/.config/dpkg/buildpackage.conf", "w").write("no-check-builddeps\nno-pre-clean\n")
env = {**os.environ, "HOME": d, "XDG_CONFIG_HOME": d + "/.config", "DEBFULLNAME": "A", "DEBEMAIL": "a@example.org", "LC_ALL": "C.UTF-8"}
r = subprocess.run([os.path.join(sys.prefix, "bin", "py2dsc"), "-d", d + "/out", "-m", "A <a@example.org>", d + "/snow-1.0.tar.gz"], cwd=d, env=env, capture_output=True, text=True, timeout=200)
assert r.returncode == 0, (r.stdout[-2000:], r.stderr[-3000:])
made = [f for f in os.listdir(d + "/out") if f.endswith(".dsc")]
assert len(made) == 1, os.listdir(d + "/out")
text = open(d + "/out/" + made[0]).read()
assert "Source: snow" in text and "Checksums-Sha256:" in text and "snow_1.0.orig.tar.gz" in text, text
r = subprocess.run(["dpkg-source", "--no-check", "-x", made[0], d + "/again"], cwd=d + "/out", env=env, capture_output=True, text=True, timeout=100)
assert r.returncode == 0 and os.path.exists(d + "/again/debian/rules") and open(d + "/again/snow.py").read() == "flakes = 6\n", r
