"""pygrib: reads weather fields (GRIB) with ECMWF's ecCodes.

native: yes
extra: numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, struct, tempfile
import numpy as np, pygrib
s1 = struct.pack(">IBHHBBBHBBBBBBB", 21, 1, 7, 0, 2, 0, 1, 2020, 1, 2, 0, 0, 0, 0, 1)
s3 = struct.pack(">IBBIBBH", 72, 3, 0, 6, 0, 0, 0) + struct.pack(">BBIBIBIIIIIIIBIIIIB", 6, 0, 0, 0, 0, 0, 0, 3, 2, 0, 0xFFFFFFFF,
    10 * 10**6, 0, 48, 0, 20 * 10**6, 10**7, 10**7, 0)
s4 = struct.pack(">IBHH", 34, 4, 0, 0) + struct.pack(">BBBBBHBBIBBIBBI", 0, 0, 2, 0, 0, 0, 0, 1, 0, 103, 0, 2, 255, 0, 0)
s5 = struct.pack(">IBIH", 21, 5, 6, 0) + struct.pack(">fHHBB", 280.0, 0, 0, 8, 0)
rest = s1 + s3 + s4 + s5 + struct.pack(">IBB", 6, 6, 255) + struct.pack(">IB", 11, 7) + bytes(range(6)) + b"7777"
path = os.path.join(tempfile.mkdtemp(), "t.grib2")
open(path, "wb").write(struct.pack(">4sHBBQ", b"GRIB", 0, 0, 2, 16 + len(rest)) + rest)
with pygrib.open(path) as grbs:
    assert grbs.messages == 1
    g = grbs.select(shortName="2t")[0]
    assert g.name == "2 metre temperature" and g.year == 2020 and g.units == "K", g
    assert np.allclose(g.values, [[280, 281, 282], [283, 284, 285]]), g.values
    lats, lons = g.latlons()
    assert lats.max() == 10 and lons.max() == 20 and lats.shape == (2, 3)
