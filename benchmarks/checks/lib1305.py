"""lib1305: Poly1305, which authenticates one message, with the library of that name.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os
from lib1305 import poly1305
# RFC 8439, 2.5.2
key = bytes.fromhex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b")
message = b"Cryptographic Forum Research Group"
tag = poly1305.auth(message, key)
assert tag.hex() == "a8061dc1305136c6c22b8baf0c0127a9", tag.hex()
poly1305.verify(tag, message, key)
assert poly1305.auth(b"\xff" * 16, b"\x02" + bytes(31)) == b"\x03" + bytes(15)   # a number that is still to be reduced
def plain(m, k):   # the same, in Python's numbers
    r, s, a = int.from_bytes(k[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF, int.from_bytes(k[16:], "little"), 0
    for i in range(0, len(m), 16): a = (a + int.from_bytes(m[i:i + 16] + b"\x01", "little")) * r % (2**130 - 5)
    return ((a + s) % 2**128).to_bytes(16, "little")
for size in (0, 1, 15, 16, 17, 64, 1000, 65536):
    m, k = os.urandom(size), os.urandom(32)
    assert poly1305.auth(m, k) == plain(m, k), size
refused = 0
for t, m in ((tag, message + b"!"), (bytes([tag[0] ^ 1]) + tag[1:], message)):
    try: poly1305.verify(t, m, key)
    except ValueError: refused += 1
assert refused == 2
