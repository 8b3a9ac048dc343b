"""pyhdf: reads and writes files of HDF 4, by its C library: scientific data sets, tables (Vdata), groups.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import numpy as np
from pyhdf.HDF import HC, HDF, ishdf
from pyhdf.SD import SD, SDC
from pyhdf import V, VS   # HDF's vstart() and vgstart() need them
d = tempfile.mkdtemp(); path = d + "/snow.hdf"
depth = np.arange(60, dtype="f4").reshape(3, 4, 5) / 4
sd = SD(path, SDC.WRITE | SDC.CREATE | SDC.TRUNC)
sd.title = "Snow of a winter"; sd.years = [1999, 2000]
data = sd.create("depth", SDC.FLOAT32, (SDC.UNLIMITED, 4, 5))
data.units = "m"; data.setfillvalue(-1.0); data.dim(1).setname("lat"); data.dim(2).setname("lon")
data[0:3] = depth
small = sd.create("packed", SDC.INT16, (100, 100)); small.setcompress(SDC.COMP_DEFLATE, 9)
small[:] = np.full((100, 100), 7, "i2"); small.setcal(0.5, 0, 0, 0, SDC.INT16)
jpeg = sd.create("coded", SDC.UINT8, (64, 64)); jpeg.setcompress(SDC.COMP_SKPHUFF, 1); jpeg[:] = np.arange(4096, dtype="u1").reshape(64, 64)
for each in (data, small, jpeg): each.endaccess()
sd.end()
assert ishdf(path) and open(path, "rb").read(4) == b"\x0e\x03\x13\x01" and os.path.getsize(path) < 20000, os.path.getsize(path)
sd = SD(path)
assert sd.info() == (3, 2) and sd.attributes()["title"] == "Snow of a winter" and list(sd.years) == [1999, 2000], sd.attributes()
assert sd.datasets()["depth"][0][1:] == ("lat", "lon") and sd.datasets()["depth"][1] == (3, 4, 5), sd.datasets()
data = sd.select("depth")
assert data.units == "m" and data.getfillvalue() == -1 and np.array_equal(data.get(), depth) and data[1, 2, ::2].tolist() == depth[1, 2, ::2].tolist()
assert (sd.select("packed")[:] == 7).all() and sd.select("packed").getcal()[0] == 0.5 and sd.select("packed").getcompress() == (SDC.COMP_DEFLATE, 9)
assert np.array_equal(sd.select("coded")[:], np.arange(4096, dtype="u1").reshape(64, 64))
sd.end()
f = HDF(path, HC.WRITE); vs = f.vstart(); v = f.vgstart()
table = vs.create("stations", (("name", HC.CHAR8, 6), ("height", HC.INT32, 1), ("place", HC.FLOAT32, 2)))
table.write((("Arlber", 1800, (47.1, 10.2)), ("Zugspi", 2962, (47.4, 11.0))))
group = v.create("winter"); group.insert(table); table.detach(); group.detach(); v.end(); vs.end(); f.close()
f = HDF(path); vs = f.vstart(); v = f.vgstart()
table = vs.attach("stations"); rows = table.read(2)
assert [row[1] for row in rows] == [1800, 2962] and "".join(map(str, rows[1][0])) in ("Zugspi", "".join(map(str, map(ord, "Zugspi")))) and abs(rows[0][2][1] - 10.2) < 1e-5, rows
group = v.attach(v.find("winter")); assert group._name == "winter" and group._nmembers == 1 and group.tagrefs()[0][0] == HC.DFTAG_VH, group.tagrefs()
group.detach(); table.detach(); v.end(); vs.end(); f.close()
