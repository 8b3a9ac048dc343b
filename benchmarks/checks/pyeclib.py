"""PyECLib: erasure codes (liberasurecode, ISA-L): data survive lost pieces.

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os
from pyeclib.ec_iface import ECDriver, VALID_EC_TYPES
data = os.urandom(100_000)
assert "liberasurecode_rs_vand" in VALID_EC_TYPES, VALID_EC_TYPES
cases = [("liberasurecode_rs_vand", 4, 2, (0, 5)), ("flat_xor_hd_3", 10, 5, (2,))] + [("isa_l_rs_vand", 4, 2, (1, 3))] * ("isa_l_rs_vand" in VALID_EC_TYPES)
for kind, k, m, lost in cases:
    driver = ECDriver(k=k, m=m, ec_type=kind)
    pieces = driver.encode(data)
    assert len(pieces) == k + m
    left = [p for i, p in enumerate(pieces) if i not in lost]
    assert driver.decode(left) == data, kind
    assert driver.reconstruct(left, [lost[0]])[0] == pieces[lost[0]], kind
    driver.close()
