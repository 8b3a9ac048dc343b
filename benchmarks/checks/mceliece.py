"""mceliece: Classic McEliece of libmceliece, through ctypes.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import mceliece
kem = mceliece.mceliece348864
pk, sk = kem.keypair()
c, k = kem.enc(pk)
assert len(pk) == 261120 and len(k) == 32 and kem.dec(c, sk) == k
assert kem.dec(bytes([c[0] ^ 1]) + c[1:], sk) != k
