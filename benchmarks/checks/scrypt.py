"""scrypt: the key derivation of Colin Percival, and encryption with it (OpenSSL's libcrypto).

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import scrypt
want = ("77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
        "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")
assert scrypt.hash("", "", N=16, r=1, p=1, buflen=64).hex() == want
box = scrypt.encrypt(b"a secret", "password", maxtime=0.1)
assert len(box) == len(b"a secret") + 128
assert scrypt.decrypt(box, "password", maxtime=60.0) == "a secret"
try:
    scrypt.decrypt(box, "wrong", maxtime=60.0)
except scrypt.error:
    pass
else:
    raise SystemExit("a wrong password was accepted")
