"""dtrx: unpacks archives of every kind, each with its program.

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, subprocess, sys, tarfile, tempfile, zipfile
d = tempfile.mkdtemp(); os.chdir(d)
os.makedirs("in/flakes"); open("in/flakes/a", "w").write("six\n"); open("in/b", "w").write("ice\n" * 100)
def tar(path, mode):
    with tarfile.open(path, mode) as t: t.add("in", "in")
for kind in ("gz", "bz2", "xz"): tar(f"t{kind}.tar.{kind}", "w:" + kind)
tar("plain.tar", "w")
run = lambda *words, **more: subprocess.run(words, capture_output=True, timeout=60, check=True, **more)
run("zstd", "-q", "plain.tar", "-o", "tzst.tar.zst")
with zipfile.ZipFile("z.zip", "w") as z: z.write("in/flakes/a"); z.write("in/b")
run("7z", "a", "s.7z", "in")
run("cpio", "-o", "-H", "newc", "-O", "c.cpio", input=b"in\nin/b\nin/flakes\nin/flakes/a\n")
run("lrzip", "-q", "-o", "l.tar.lrz", "plain.tar")
def member(name, data): return f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(data):<10}`\n".encode() + data + b"\n" * (len(data) % 2)
control = io.BytesIO()
with tarfile.open(fileobj=control, mode="w:gz") as t: t.addfile(tarfile.TarInfo("./control"))
open("p_1_all.deb", "wb").write(b"!<arch>\n" + member("debian-binary", b"2.0\n") + member("control.tar.gz", control.getvalue()) + member("data.tar.xz", open("txz.tar.xz", "rb").read()))
os.makedirs("nested"); os.link("z.zip", "nested/z.zip")
with tarfile.open("n.tar.gz", "w:gz") as t: t.add("nested/z.zip", "x/z.zip"); t.add("in/b", "x/c")
env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8"}
for archive in ("tgz.tar.gz", "tbz2.tar.bz2", "txz.tar.xz", "tzst.tar.zst", "plain.tar", "z.zip", "s.7z", "c.cpio", "l.tar.lrz", "p_1_all.deb", "n.tar.gz"):
    here = tempfile.mkdtemp()
    r = subprocess.run([os.path.join(sys.prefix, "bin", "dtrx"), "-n", "-r", os.path.join(d, archive)], cwd=here, env=env, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    files = {os.path.basename(f): open(os.path.join(at, f), "rb").read() for at, _, fs in os.walk(here) for f in fs}
    assert r.returncode == 0 and files.get("a") == b"six\n" and files.get("b") == b"ice\n" * 100, (archive, files.keys(), r)
