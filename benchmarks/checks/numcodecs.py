"""numcodecs: compresses arrays' buffers with Blosc, LZ4 and Zstandard, and filters them.

round: 5
native: yes
"""

import os, sys

sys.path[:] = [
    p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))
]  # the files here have the packages' names
import lzma, zlib
import numcodecs, numpy as np
from numcodecs import LZ4, Blosc, Delta, Shuffle, Zstd, blosc

a = np.arange(100000, dtype="<i4").reshape(100, 1000) // 7
assert {"blosclz", "lz4", "lz4hc", "zlib", "zstd"} <= set(blosc.list_compressors()), blosc.list_compressors()
for name in ("blosclz", "lz4", "lz4hc", "zlib", "zstd"):
    for shuffle in (Blosc.NOSHUFFLE, Blosc.SHUFFLE, Blosc.BITSHUFFLE):
        codec = Blosc(cname=name, clevel=5, shuffle=shuffle)
        packed = codec.encode(a)
        assert len(packed) < a.nbytes / 2 and np.array_equal(
            np.frombuffer(codec.decode(packed), "<i4").reshape(a.shape), a
        ), (name, shuffle, len(packed))
assert blosc.cbuffer_complib(Blosc(cname="zstd").encode(a)) == "Zstd"
for codec in (LZ4(), Zstd(level=9), numcodecs.Zlib(), numcodecs.LZMA(), numcodecs.BZ2()):
    packed = codec.encode(a)
    out = np.empty_like(a)
    codec.decode(packed, out=out)
    assert len(packed) < a.nbytes and np.array_equal(out, a), codec
packed = Zstd(level=3).encode(a)
assert bytes(packed[:4]) == b"\x28\xb5\x2f\xfd"
assert (
    zlib.decompress(numcodecs.Zlib().encode(a)) == a.tobytes() == lzma.decompress(numcodecs.LZMA().encode(a))
)
delta = Delta("<i4").encode(a.ravel())
assert set(np.unique(delta[1:])) <= {0, 1} and np.array_equal(Delta("<i4").decode(delta), a.ravel())
codec = numcodecs.get_codec({"id": "blosc", "cname": "zstd", "clevel": 3, "shuffle": 1})
assert len(codec.encode(Shuffle(4).encode(a))) < a.nbytes and codec.get_config()["cname"] == "zstd"
