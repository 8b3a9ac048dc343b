"""gio-pyio: opens GIO's files as Python's own files; here of this directory, through GIO's streams, of memory and compressed.

round: 9
native: yes
apt: gir1.2-girepository-3.0 gir1.2-glib-2.0
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, struct, tempfile
from gi.repository import Gio, GLib
import gio_pyio
d = tempfile.mkdtemp(); file = Gio.File.new_for_path(d + "/snow \u2603.txt")
for native, size in ((True, -1), (False, 4096)):
    with gio_pyio.open(file, "w", size, encoding="utf-8", native=native) as out: assert isinstance(out, io.TextIOWrapper) and out.write("flake \u2744\n" * 3000) == 24000
    with gio_pyio.open(file, "r", size, encoding="utf-8", native=native) as lines: assert [next(lines), len(list(lines))] == ["flake \u2744\n", 2999]
    with gio_pyio.open(file, "ab", size, native=native) as out: out.write(b"the end")
    data = open(d + "/snow \u2603.txt", "rb").read(); assert data == "flake \u2744\n".encode() * 3000 + b"the end"
    with gio_pyio.open(file, "rb", size, native=native) as read: assert isinstance(read, io.BufferedReader) and read.seek(-7, os.SEEK_END) == len(data) - 7 and read.read() == b"the end" and read.seek(3) == 3 and read.read(5) == data[3:8]
    with gio_pyio.open(file, "r+b", 0, native=native) as both:
        both.seek(6); both.write(b"###"); both.seek(0); assert both.read(10) == b"flake ###\n"; both.truncate(100)
    assert os.path.getsize(d + "/snow \u2603.txt") == 100
    for mode, kind in (("x", FileExistsError), ("rw", ValueError)):
        try: gio_pyio.open(file, mode, native=native)
        except kind: pass
        else: raise AssertionError(mode)
    try: gio_pyio.open(Gio.File.new_for_path(d + "/none"), native=native)
    except FileNotFoundError: pass
    else: raise AssertionError("opened nothing")
# Streams of GIO: unbuffered, of memory, through a converter
raw = gio_pyio.open(file, "rb", 0, native=False); assert isinstance(raw, gio_pyio.StreamWrapper) and raw.readable() and not raw.writable() and raw.seekable()
buffer = bytearray(9); assert raw.readinto(buffer) == 9 and raw.tell() == 9 and buffer == b"flake ###"; raw.close(); assert raw.closed
target = Gio.MemoryOutputStream.new_resizable()
with io.BufferedWriter(gio_pyio.StreamWrapper(Gio.ConverterOutputStream.new(target, Gio.ZlibCompressor.new(Gio.ZlibCompressorFormat.GZIP, 9)))) as out: out.write(b"snow on snow " * 5000)
packed = target.steal_as_bytes().get_data(); assert packed[:2] == b"\x1f\x8b" and len(packed) < 1000
import gzip; assert gzip.decompress(packed) == b"snow on snow " * 5000
source = gio_pyio.StreamWrapper(Gio.MemoryInputStream.new_from_bytes(GLib.Bytes(b"one\ntwo\n"))); assert io.BufferedReader(source).readlines() == [b"one\n", b"two\n"]
