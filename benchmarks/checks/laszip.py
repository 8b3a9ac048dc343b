"""laszip: LASzip's compression of point clouds, as laspy uses it.

round: 6
native: yes
extra: laspy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io
import laspy, laszip
import numpy as np
assert laspy.LazBackend.Laszip.is_available() and laspy.LazBackend.Laszip in laspy.LazBackend.detect_available()
n = 20000
t = np.linspace(0, 40, n)
header = laspy.LasHeader(point_format=3, version="1.2"); header.scales = [0.001] * 3
las = laspy.LasData(header)
las.x, las.y, las.z = 100 * np.cos(t), 100 * np.sin(t), 5 * t
las.intensity = (np.arange(n) % 500).astype("u2"); las.gps_time = t; las.red = (np.arange(n) % 256).astype("u2") * 256
plain = io.BytesIO(); las.write(plain, do_compress=False)
packed = io.BytesIO(); las.write(packed, do_compress=True, laz_backend=laspy.LazBackend.Laszip)
assert len(packed.getvalue()) < 0.6 * len(plain.getvalue()), (len(packed.getvalue()), len(plain.getvalue()))
back = laspy.read(io.BytesIO(packed.getvalue()), laz_backend=laspy.LazBackend.Laszip)
assert len(back.points) == n
for name in ("X", "Y", "Z", "intensity", "gps_time", "red"):
    assert (np.asarray(back[name]) == np.asarray(las[name])).all(), name
with laspy.open(io.BytesIO(packed.getvalue()), laz_backend=laspy.LazBackend.Laszip) as reader:   # in pieces, from the middle
    reader.seek(15000)
    assert (np.asarray(reader.read_points(100)["X"]) == np.asarray(las["X"][15000:15100])).all()
major, minor, revision, build = laszip.get_version()
assert major >= 3, (major, minor)
