"""pyzstd: Zstandard: at once, by streams, with dictionaries, and files in which one can seek.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, random, subprocess, sys, tarfile, tempfile
d = tempfile.mkdtemp(); random.seed(3)
import pyzstd
from pyzstd import CParameter, DParameter
data = b"".join(b"flake %d has six sides, %d branches\n" % (number, random.randrange(1000)) for number in range(20000))
for level in (1, 3, 19):
    packed = pyzstd.compress(data, level)
    assert packed[:4] == b"\x28\xb5\x2f\xfd" and len(packed) < len(data) / 3 and pyzstd.decompress(packed) == data
info = pyzstd.get_frame_info(pyzstd.compress(data, {CParameter.checksumFlag: 1}))
assert info.decompressed_size == len(data), info
broken = bytearray(pyzstd.compress(data, {CParameter.checksumFlag: 1})); broken[-1] ^= 1
try:
    pyzstd.decompress(bytes(broken))
except pyzstd.ZstdError:
    pass
else:
    raise SystemExit("the checksum is wrong")
compressor = pyzstd.ZstdCompressor({CParameter.compressionLevel: 5, CParameter.nbWorkers: 2})   # by threads
stream = b"".join([compressor.compress(data[at : at + 9000]) for at in range(0, len(data), 9000)] + [compressor.flush()])
decompressor = pyzstd.ZstdDecompressor(); out = b""
for at in range(0, len(stream), 1000): out += decompressor.decompress(stream[at : at + 1000])
assert out == data and decompressor.eof
samples = [b'{"id": %d, "name": "flake-%d", "sides": 6, "kind": "stellar dendrite"}' % (number, number * 7) for number in range(3000)]
trained = pyzstd.finalize_dict(pyzstd.train_dict(samples, 4000), samples, 4000, 10)
small = pyzstd.compress(samples[5], 10, trained)
assert len(small) < len(pyzstd.compress(samples[5], 10)) / 2 and pyzstd.decompress(small, trained) == samples[5]
with pyzstd.open(d + "/a.zst", "wt") as file: file.write(data.decode())
assert pyzstd.open(d + "/a.zst", "rt").readlines()[77].startswith("flake 77 ")
with pyzstd.SeekableZstdFile(d + "/s.zst", "w", max_frame_content_size=50000) as file: file.write(data)
with pyzstd.SeekableZstdFile(d + "/s.zst") as file:
    assert pyzstd.SeekableZstdFile.is_seekable_format_file(d + "/s.zst")
    file.seek(400000); assert file.read(100) == data[400000:400100]
subprocess.run([sys.executable, "-m", "pyzstd", "-d", d + "/a.zst", "-o", d + "/a"], check=True, capture_output=True, cwd=d, timeout=60)
assert open(d + "/a", "rb").read() == data
