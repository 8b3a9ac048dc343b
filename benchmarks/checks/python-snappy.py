"""python-snappy: Snappy's compression, blocks, frames and Hadoop's.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os
import snappy
text = b"six-sided flakes fall, " * 5000 + os.urandom(1000)
small = snappy.compress(text)
assert len(small) < len(text) / 5 and snappy.uncompress(small) == text and snappy.isValidCompressed(small) and not snappy.isValidCompressed(b"snow" * 9)
assert snappy.decompress(b"\x05\x10snowy") == b"snowy"   # a block by hand: its length, a literal
c, u = snappy.StreamCompressor(), snappy.StreamDecompressor()
frames = c.compress(text[:7000]) + c.compress(text[7000:])
assert frames.startswith(b"\xff\x06\x00\x00sNaPpY")
assert b"".join(u.decompress(frames[i:i + 1000]) for i in range(0, len(frames), 1000)) == text
out = io.BytesIO(); snappy.stream_compress(io.BytesIO(text), out); back = io.BytesIO(); out.seek(0); snappy.stream_decompress(out, back)
assert back.getvalue() == text
h = snappy.HadoopStreamCompressor().compress(text)
assert snappy.HadoopStreamDecompressor().decompress(h) == text
