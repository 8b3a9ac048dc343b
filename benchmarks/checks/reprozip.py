"""reprozip: traces a program's system calls (ptrace) and packs all files that it used.

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, sqlite3, subprocess, sys, tarfile, tempfile
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "REPROZIP_USAGE_STATS": "off"}
open(d + "/input.txt", "w").write("41")
reprozip = os.path.join(sys.prefix, "bin", "reprozip")
r = subprocess.run([reprozip, "trace", "--dont-identify-packages", "-d", d + "/t", sys.executable, "-c",
    "open('output.txt', 'w').write(str(int(open('input.txt').read()) + 1))"], cwd=d, env=env, capture_output=True, text=True)
assert r.returncode == 0 and open(d + "/output.txt").read() == "42", r
opened = {n for n, in sqlite3.connect(d + "/t/trace.sqlite3").execute("select name from opened_files")}
assert {os.path.realpath(d) + "/input.txt", os.path.realpath(d) + "/output.txt"} <= opened, sorted(opened)
r = subprocess.run([reprozip, "pack", "--dont-identify-packages", "-d", d + "/t", d + "/x.rpz"], cwd=d, env=env, capture_output=True, text=True)
assert r.returncode == 0, r
with tarfile.open(d + "/x.rpz") as t:
    assert {"METADATA/version", "METADATA/config.yml", "DATA.tar.gz"} <= set(t.getnames()), t.getnames()
