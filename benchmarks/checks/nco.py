"""nco: works on netCDF files with the operators of NCO (ncks, ncra, ncap2 and others).

round: 10
native: yes
extra: netCDF4
apt: nco
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import numpy as np
from netCDF4 import Dataset
from nco import Nco, NCOException
from nco.custom import Atted, Limit
d = tempfile.mkdtemp(); os.environ["TMPDIR"] = d
for number in range(2):
    with Dataset(f"{d}/{number}.nc", "w") as file:
        file.createDimension("time", None); file.createDimension("x", 4)
        t = file.createVariable("time", "f8", ("time",)); t[:] = np.arange(3) + 3 * number
        snow = file.createVariable("snow", "f4", ("time", "x"), zlib=True); snow.units = "cm"; snow[:] = np.arange(12).reshape(3, 4) + 100 * number
        file.createVariable("x", "f8", ("x",))[:] = [0, 10, 20, 30]
nco = Nco(); a, b = d + "/0.nc", d + "/1.nc"
def read(name, key="snow"):
    with Dataset(name) as file: return np.array(file[key][:])
nco.ncrcat(input=[a, b], output=d + "/all.nc"); assert read(d + "/all.nc").shape == (6, 4) and (read(d + "/all.nc", "time") == np.arange(6)).all()
nco.ncra(input=[a, b], output=d + "/mean.nc"); assert np.allclose(read(d + "/mean.nc"), [[54, 55, 56, 57]]), read(d + "/mean.nc")
nco.nces(input=[a, b], output=d + "/ensemble.nc"); assert np.allclose(read(d + "/ensemble.nc"), np.arange(12).reshape(3, 4) + 50)
nco.ncflint(input=[b, a], output=d + "/less.nc", options=["-w", "1,-1"]); assert (read(d + "/less.nc") == 100).all()
nco.ncks(input=a, output=d + "/part.nc", options=["-v snow", Limit("x", 10.0, 20.0)]); assert read(d + "/part.nc").tolist() == [[1, 2], [5, 6], [9, 10]], read(d + "/part.nc")
nco.ncap2(input=a, output=d + "/more.nc", options=["-s 'deep=snow*2.0;most=snow.max();'"]); assert (read(d + "/more.nc", "deep") == 2 * read(a)).all() and float(read(d + "/more.nc", "most")) == 11
nco.ncwa(input=a, output=d + "/flat.nc", options=["-a", "x"]); assert np.allclose(read(d + "/flat.nc"), [1.5, 5.5, 9.5])
nco.ncpdq(input=a, output=d + "/turned.nc", options=["-a", "x,time"]); assert (read(d + "/turned.nc") == read(a).T).all()
nco.ncatted(input=a, output=d + "/named.nc", options=[Atted("overwrite", "units", "snow", "metre"), Atted("create", "depth", "snow", 7.5)])
nco.ncrename(input=d + "/named.nc", output=d + "/renamed.nc", options=["-v", "snow,schnee"])
with Dataset(d + "/renamed.nc") as file: assert file["schnee"].units == "metre" and file["schnee"].depth == 7.5 and "ncatted" in file.history and "snow" not in file.variables
assert (nco.ncra(input=a, returnArray="snow", options=["-O"]) == [[4, 5, 6, 7]]).all()
try: nco.ncks(input=d + "/none.nc", output=d + "/x.nc")
except NCOException as error: assert "none.nc" in str(error.stderr) and error.returncode, error
else: raise AssertionError("read what is not there")
