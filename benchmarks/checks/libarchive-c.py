"""libarchive-c: reads and writes archives of many kinds with libarchive through ctypes.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import libarchive
from libarchive.entry import FileType
d = tempfile.mkdtemp(); os.chdir(d)
os.makedirs("snow/ice"); open("snow/flake.txt", "w").write("six arms\n" * 1000); open("snow/ice/core.bin", "wb").write(bytes(range(256)) * 40)
os.symlink("flake.txt", "snow/link")
for kind, packed in (("gnutar", "gzip"), ("pax", "xz"), ("ustar", "bzip2"), ("pax", "zstd"), ("zip", None), ("7zip", None), ("cpio_newc", "lz4")):
    name = f"a.{kind}.{packed}"
    with libarchive.file_writer(name, kind, packed) as archive:
        archive.add_files("snow")
        if kind != "7zip": archive.add_file_from_memory("memory.txt", 4, b"cold", filetype=FileType.REGULAR_FILE, permission=0o640)
    assert os.path.getsize(name) < 50_000, name
    with libarchive.file_reader(name) as archive:
        got = {e.pathname.rstrip("/"): (e.isdir, e.issym, b"".join(e.get_blocks())) for e in archive}
    assert got["snow/ice/core.bin"][2] == bytes(range(256)) * 40 and got["snow/flake.txt"][2] == b"six arms\n" * 1000, (name, list(got))
    assert got["snow/ice"][0] and got["snow/link"][1], name
    os.mkdir("out." + name); os.chdir("out." + name)
    libarchive.extract_file("../" + name)
    assert open("snow/flake.txt").read() == "six arms\n" * 1000 and os.readlink("snow/link") == "flake.txt", name
    os.chdir(d)
with libarchive.memory_reader(open("a.zip.None", "rb").read()) as archive: assert "snow/flake.txt" in [e.pathname for e in archive] and archive.format_name.startswith(b"ZIP")
with libarchive.file_writer("secret.zip", "zip", options="encryption=aes256", passphrase="ice") as archive: archive.add_file_from_memory("s", 3, b"yes")
with libarchive.file_reader("secret.zip", passphrase="ice") as archive: assert [b"".join(e.get_blocks()) for e in archive] == [b"yes"]
open("broken.tar.gz", "wb").write(open("a.gnutar.gzip", "rb").read()[:-20])
try:
    with libarchive.file_reader("broken.tar.gz") as archive: [b"".join(e.get_blocks()) for e in archive]
except libarchive.ArchiveError: pass
else: raise AssertionError("half an archive was read")
