"""cdo: climate data by the program of that name.

round: 10
native: yes
extra: netcdf4, xarray
apt: cdo
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
from cdo import Cdo, CDOException
cdo = Cdo(tempdir="."); print(cdo.version()); assert int(str(cdo.version()).split(".")[0]) >= 2 and len(cdo.operators) > 500 and "fldmean" in cdo.operators
cdo.const("3.5,r36x18", output="flat.nc", options="-f nc"); assert float(cdo.output(input="-fldmean flat.nc")[0]) == 3.5
assert cdo.griddes(input="flat.nc") and any("lonlat" in line for line in cdo.griddes(input="flat.nc")) and cdo.ngridpoints(input="flat.nc") == ["648"], cdo.ngridpoints(input="flat.nc")
steps = getattr(cdo, "for")("1,10", output="steps.nc", options="-f nc")
assert [float(v) for v in cdo.outputkey("value", input=steps) if not v.startswith("#")] == [float(n) for n in range(1, 11)]
assert cdo.ntime(input=steps) == ["10"] and float(cdo.output(input=f"-timmean {steps}")[0]) == 5.5 and float(cdo.output(input=f"-timsum {steps}")[0]) == 55
cdo.topo("r72x36", output="topo.nc", options="-f nc4"); array = cdo.copy(input="topo.nc", returnMaArray="topo"); assert array.shape == (36, 72) and array.max() > 3000 and array.min() < -4000, (array.min(), array.max())
land = cdo.gtc(0, input="topo.nc", returnArray="topo"); assert land.sum() == (np.asarray(array) > 0).sum()
small = cdo.remapbil("r18x9", input="topo.nc", returnXArray="topo"); assert small.shape == (9, 18) and {"lat", "lon"} <= set(small.coords)
whole = cdo.expr("'y=topo*2; z=topo-topo'", input="topo.nc", returnCdf=True); assert np.allclose(whole.variables["y"][:], 2 * array) and not whole.variables["z"][:].any()
assert cdo.showname(input="topo.nc") == ["topo"]
temporary = cdo.fldmax(input="topo.nc"); assert os.path.exists(temporary) and abs(float(cdo.output(input=temporary)[0]) - array.max()) < 0.01
try: cdo.fldmean(input="none.nc")
except CDOException as error: assert "none.nc" in error.stderr, error.stderr
else: raise AssertionError("read what is not there")
