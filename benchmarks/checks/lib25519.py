"""lib25519: X25519 and Ed25519 with the library of that name.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
from lib25519 import ed25519, x25519
alice, bob = x25519.keypair(), x25519.keypair()
assert len(alice[0]) == len(alice[1]) == 32 and alice[0] != bob[0]
assert x25519.dh(bob[0], alice[1]) == x25519.dh(alice[0], bob[1])
# RFC 7748, 5.2 and 6.1
scalar, point = bytes.fromhex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"), bytes.fromhex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
assert x25519.dh(point, scalar).hex() == "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
public, secret = ed25519.keypair()
signed = ed25519.sign(b"six sides", secret)
assert len(signed) == 64 + 9 and ed25519.open(signed, public) == b"six sides"
refused = 0
for wrong in (signed[:-1] + b"x", bytes(64) + b"six sides"):
    try: ed25519.open(wrong, public)
    except Exception: refused += 1
assert refused == 2
