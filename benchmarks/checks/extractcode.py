"""extractcode: unpacks archives of all kinds, one in another too, with 7zip and libarchive.

round: 7
native: yes
extra: extractcode[full], pluggy<1.7
apt: libguestfs-tools
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import bz2, gzip, io, lzma, os, subprocess, sys, tarfile, tempfile, zipfile
d = tempfile.mkdtemp(); home = tempfile.mkdtemp()
def tar(mode, **files):
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as t:
        for name, content in files.items():
            info = tarfile.TarInfo("snow/" + name); info.size = len(content); t.addfile(info, io.BytesIO(content))
    return held.getvalue()
inner = io.BytesIO()
with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as z: z.writestr("deep/ice.txt", "ice\n" * 500)
put = lambda name, data: open(os.path.join(d, name), "wb").write(data)
put("a.tar.gz", tar("w:gz", depth=b"120\n", nested_zip=inner.getvalue()))
put("b.tar.xz", tar("w:xz", depth=b"121\n")); put("c.tar.bz2", tar("w:bz2", depth=b"122\n"))
put("d.gz", gzip.compress(b"gz\n" * 99)); put("e.xz", lzma.compress(b"xz\n" * 99)); put("f.bz2", bz2.compress(b"bz\n" * 99)); put("g.zip", inner.getvalue())
member = lambda name, data: f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode() + data + b"\n" * (len(data) % 2)
put("h_1.0_all.deb", b"!<arch>\n" + member("debian-binary", b"2.0\n") + member("control.tar.gz", tar("w:gz", control=b"Package: h\n")) + member("data.tar.xz", tar("w:xz", leaf=b"leaf\n")))
put("plain.txt", b"no archive\n")
r = subprocess.run([os.path.join(sys.prefix, "bin", "extractcode"), "--all-formats", d], env={**os.environ, "HOME": home}, capture_output=True, text=True, timeout=200)
assert r.returncode == 0 and "done" in (r.stdout + r.stderr), r
found = {}
for at, _, files in os.walk(d):
    for f in files:
        path = os.path.join(at, f); found[os.path.relpath(path, d)] = open(path, "rb").read()
def has(start, end, content): return any(p.startswith(start + "-extract/") and p.endswith(end) and data == content for p, data in found.items())
assert has("a.tar.gz", "snow/depth", b"120\n") and has("b.tar.xz", "snow/depth", b"121\n") and has("c.tar.bz2", "snow/depth", b"122\n"), (sorted(found), r)
assert has("a.tar.gz", "ice.txt", b"ice\n" * 500) and has("g.zip", "deep/ice.txt", b"ice\n" * 500), (sorted(found), r)
assert has("d.gz", "", b"gz\n" * 99) and has("e.xz", "", b"xz\n" * 99) and has("f.bz2", "", b"bz\n" * 99), (sorted(found), r)
assert has("h_1.0_all.deb", "leaf", b"leaf\n") and has("h_1.0_all.deb", "control", b"Package: h\n") and found["plain.txt"] == b"no archive\n", (sorted(found), r)
