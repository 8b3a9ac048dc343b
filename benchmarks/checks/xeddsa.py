"""xeddsa: XEdDSA, signatures with X25519 keys, by libxeddsa.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os
import xeddsa
priv, other = xeddsa.seed_to_priv(os.urandom(32)), xeddsa.seed_to_priv(os.urandom(32))
pub, message = xeddsa.priv_to_curve25519_pub(priv), b"six sides"
signature = xeddsa.ed25519_priv_sign(priv, message)
assert len(signature) == 64 and signature != xeddsa.ed25519_priv_sign(priv, message)   # a nonce of its own each time
assert xeddsa.ed25519_verify(signature, xeddsa.priv_to_ed25519_pub(priv), message)
assert not xeddsa.ed25519_verify(signature, xeddsa.priv_to_ed25519_pub(priv), b"five sides")
for sign in (False, True):   # whoever knows the X25519 key verifies it
    signature = xeddsa.ed25519_priv_sign(xeddsa.priv_force_sign(priv, sign), message)
    assert xeddsa.ed25519_verify(signature, xeddsa.curve25519_pub_to_ed25519_pub(pub, sign), message)
assert xeddsa.ed25519_pub_to_curve25519_pub(xeddsa.priv_to_ed25519_pub(priv)) == pub
assert xeddsa.x25519(priv, xeddsa.priv_to_curve25519_pub(other)) == xeddsa.x25519(other, pub)
seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")   # RFC 8032, 7.1
assert xeddsa.seed_to_ed25519_pub(seed).hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", xeddsa.seed_to_ed25519_pub(seed).hex()
assert xeddsa.ed25519_seed_sign(seed, b"").hex().startswith("e5564300c360ac729086e2cc806e828a")
assert xeddsa.priv_to_ed25519_pub(xeddsa.seed_to_priv(seed))[:31] == xeddsa.seed_to_ed25519_pub(seed)[:31]
