"""pysodium: libsodium through ctypes: boxes, signatures, hashes.

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import hashlib
import pysodium as s
key, nonce = s.randombytes(s.crypto_secretbox_KEYBYTES), s.randombytes(s.crypto_secretbox_NONCEBYTES)
box = s.crypto_secretbox(b"hello", nonce, key)
assert len(box) == 5 + s.crypto_secretbox_MACBYTES and s.crypto_secretbox_open(box, nonce, key) == b"hello"
pk, sk = s.crypto_sign_keypair()
sig = s.crypto_sign_detached(b"message", sk)
s.crypto_sign_verify_detached(sig, b"message", pk)
try:
    s.crypto_sign_verify_detached(sig, b"massage", pk)
except ValueError:
    pass
else:
    raise SystemExit("a wrong signature was accepted")
assert s.crypto_generichash(b"abc", outlen=32) == hashlib.blake2b(b"abc", digest_size=32).digest()
