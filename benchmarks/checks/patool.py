"""patool: makes, lists, tests, unpacks and compares archives with the programs of their kinds (whose kind the program file tells).

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, shutil, subprocess, sys, tarfile, tempfile, zipfile
d = os.path.realpath(tempfile.mkdtemp())
os.makedirs(d + "/in/deep"); open(d + "/in/a.txt", "w").write("snow\n" * 500); open(d + "/in/deep/b.bin", "wb").write(bytes(range(256)) * 40)
def go(*words, code=0, cwd=d):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "patool"), "--non-interactive", *words], cwd=cwd, env={**os.environ, "HOME": d}, capture_output=True, text=True, timeout=100)
    assert r.returncode == code, r
    return r.stdout + r.stderr
made = []
for name in ("a.tar", "a.tar.gz", "a.tar.bz2", "a.tar.xz", "a.zip"):
    go("create", name, "in"); made.append(name)
    assert "in/a.txt" in (tarfile.open(d + "/" + name).getnames() if "tar" in name else zipfile.ZipFile(d + "/" + name).namelist()), name
    go("test", name)
    assert "b.bin" in go("list", name), name
    os.mkdir(d + "/out-" + name); go("extract", "--outdir", d + "/out-" + name, name)
    found = [os.path.relpath(os.path.join(w, f), d + "/out-" + name) for w, _, files in os.walk(d + "/out-" + name) for f in files]
    assert sorted(f.removeprefix("in/") for f in found) == ["a.txt", "deep/b.bin"], (name, found)
# archives whose names say nothing, or something else: only what is in them tells
for source, name in (("a.tar.gz", "nothing"), ("a.zip", "other"), ("a.tar.xz", "third.dat")):
    shutil.copy(d + "/" + source, d + "/" + name)
    assert "b.bin" in go("list", name), name
    os.mkdir(d + "/x-" + name); go("extract", "--outdir", d + "/x-" + name, name)
    assert any("b.bin" in files for _, _, files in os.walk(d + "/x-" + name)), name
open(d + "/text", "w").write("no archive at all\n" * 9)
assert "unknown" in go("list", "text", code=1)
go("repack", "a.tar.gz", "b.zip")
assert any(n.endswith("a.txt") for n in zipfile.ZipFile(d + "/b.zip").namelist()) and zipfile.ZipFile(d + "/b.zip").testzip() is None
open(d + "/lone.txt", "w").write("one file\n"); go("create", "lone.txt.gz", "lone.txt")
os.mkdir(d + "/lone"); go("extract", "--outdir", d + "/lone", "lone.txt.gz")
assert open(d + "/lone/lone.txt").read() == "one file\n", os.listdir(d + "/lone")
open(d + "/bad.tar.gz", "wb").write(open(d + "/a.tar.gz", "rb").read()[:60]); go("test", "bad.tar.gz", code=1)
import patoolib
assert patoolib.util.__name__ and patoolib.is_archive(d + "/a.zip") and not patoolib.is_archive(d + "/text")
assert "tar" in go("formats")
