"""ntruprime: key encapsulation with the Streamlined NTRU Prime cryptosystems, by the library of that name.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import ntruprime
sizes = {"sntrup653": (994, 1518, 897), "sntrup761": (1158, 1763, 1039), "sntrup857": (1322, 1999, 1184), "sntrup953": (1505, 2254, 1349), "sntrup1013": (1623, 2417, 1455), "sntrup1277": (2067, 3059, 1847)}
for name, (public_size, secret_size, sealed_size) in sizes.items():
    kem = getattr(ntruprime, name)
    public, secret = kem.keypair()
    assert (len(public), len(secret)) == (public_size, secret_size) and kem.keypair()[0] != public, (name, len(public), len(secret))
    sealed, key = kem.enc(public)
    assert len(sealed) == sealed_size and len(key) == 32 and any(key) and any(sealed), (name, len(sealed), len(key))
    assert kem.dec(sealed, secret) == key, name
    again, other = kem.enc(public)
    assert again != sealed and other != key and kem.dec(again, secret) == other, name
    assert kem.dec(sealed, kem.keypair()[1]) != key, name   # another's secret
    spoilt = bytes([sealed[0] ^ 1]) + sealed[1:]
    assert kem.dec(spoilt, secret) != key and kem.dec(spoilt, secret) == kem.dec(spoilt, secret), name   # rejected, by a key of its own
    try: kem.enc(public[:-1])
    except ValueError: pass
    else: raise AssertionError(name)
