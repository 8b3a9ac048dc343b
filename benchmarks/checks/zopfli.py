"""zopfli: Google's Zopfli, that makes small deflate, gzip and PNG files.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import gzip as std_gzip, struct, zlib as std_zlib
import zopfli.gzip, zopfli.png, zopfli.zlib
data = "".join(f"flake {i % 37} of {i * i % 1009}\n" for i in range(4000)).encode()
small = zopfli.zlib.compress(data)
assert std_zlib.decompress(small) == data and len(small) < len(std_zlib.compress(data, 9)), len(small)
zipped = zopfli.gzip.compress(data, numiterations=5)
assert std_gzip.decompress(zipped) == data and len(zipped) < len(std_gzip.compress(data, 9))
once = zopfli.zlib.compress(data, numiterations=1, blocksplitting=0)
assert std_zlib.decompress(once) == data and len(once) >= len(small), (len(once), len(small))
def chunk(kind, content): return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", std_zlib.crc32(kind + content))
rows = b"".join(b"\0" + bytes(v for x in range(64) for v in (x * 4, y * 4, 128)) for y in range(64))
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)) + chunk(b"IDAT", std_zlib.compress(rows, 1)) + chunk(b"IEND", b"")
better = zopfli.png.optimize(png)
assert better[:8] == png[:8] and struct.unpack(">II", better[16:24]) == (64, 64) and len(better) < len(png), (len(better), len(png))
try:
    zopfli.png.optimize(b"no picture"); raise AssertionError("not refused")
except ValueError:
    pass
