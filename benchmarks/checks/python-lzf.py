"""python-lzf: compresses and decompresses quickly, by LibLZF.

round: 9
native: yes
apt: liblzf1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import random
import lzf
text = b"Snow falls on snow, and on snow it lies. " * 500
packed = lzf.compress(text)
assert isinstance(packed, bytes) and len(packed) < len(text) // 20, len(packed)
assert lzf.decompress(packed, len(text)) == text and lzf.decompress(packed, 10 * len(text)) == text
# The format: a literal run has its length less one in 5 bits, a back reference follows
assert packed[0] < 32 and packed[1:packed[0] + 2] == text[:packed[0] + 1], packed[:40]
assert lzf.decompress(b"\x04snow!", 5) == b"snow!" and lzf.decompress(b"\x00a" + b"\xe0\x01\x00", 11) == b"a" * 11
noise = random.Random(7).randbytes(5000)
assert lzf.compress(noise) is None   # it does not become smaller
longer = lzf.compress(noise, 6000); assert len(longer) > 5000 and lzf.decompress(longer, 5000) == noise
assert lzf.compress(text, 10) is None and lzf.decompress(packed, len(text) - 1) is None
try: lzf.decompress(b"\x04snow!"[:3], 100)
except ValueError: pass
else: raise AssertionError("took what is cut off")
