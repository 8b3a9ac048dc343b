"""electrum-ecc: keys and signatures of Bitcoin's curve, by libsecp256k1.

round: 9
native: yes
apt: libsecp256k1-2 autoconf automake libtool
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import hashlib
import electrum_ecc as ecc
one = ecc.ECPrivkey.from_secret_scalar(1)
assert one.get_public_key_hex() == "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
assert ecc.GENERATOR == one and (5 * ecc.GENERATOR + 7 * ecc.GENERATOR) == 12 * ecc.GENERATOR and (ecc.CURVE_ORDER * ecc.GENERATOR).is_at_infinity()
assert (pow(one.y(), 2) - pow(one.x(), 3) - 7) % (2 ** 256 - 2 ** 32 - 977) == 0
digest = hashlib.sha256(b"Satoshi Nakamoto").digest()
signature = one.ecdsa_sign(digest, grind_r_value=False)   # as RFC 6979 has it
assert signature.hex() == "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8" "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5", signature.hex()
assert one.ecdsa_verify(signature, digest) and not one.ecdsa_verify(signature, hashlib.sha256(b"snow").digest())
der = ecc.ecdsa_der_sig_from_ecdsa_sig64(signature); assert der[0] == 0x30 and ecc.ecdsa_sig64_from_der_sig(der) == signature
assert one.ecdsa_sign(digest)[0] < 0x80 and one.ecdsa_verify(one.ecdsa_sign(digest), digest)
# BIP 340, the first test vector
three = ecc.ECPrivkey(bytes(31) + b"\3"); schnorr = three.schnorr_sign(bytes(32), aux_rand32=bytes(32))
assert schnorr.hex().upper() == "E907831F80848D1069A5371B402410364BDF1C5F8307B0084C55F1CE2DCA821525F66A4A85EA8B71E482A74F382D2CE5EBEEE8FDB2172F477DF4900D310536C0", schnorr.hex()
assert three.schnorr_verify(schnorr, bytes(32)) and not three.schnorr_verify(schnorr, digest)
key = ecc.ECPrivkey.generate_random_key(); public = ecc.ECPubkey(key.get_public_key_bytes(compressed=False))
compact = key.ecdsa_sign_recoverable(digest, is_compressed=True)
found, compressed, _ = ecc.ECPubkey.from_ecdsa_sig65(compact, digest); assert found == public == key and compressed and public.ecdsa_verify_recoverable(compact, digest)
try: ecc.ECPubkey(b"\2" + b"\xff" * 32)
except ecc.InvalidECPointException: pass
else: raise AssertionError("took what is on no curve")
