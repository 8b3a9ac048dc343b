"""netCDF4: reads and writes files of the netCDF 4 and 3 formats, with the libraries of netCDF and HDF5.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, tempfile
import netCDF4, numpy as np
from cftime import date2num, num2date
import datetime
os.chdir(tempfile.mkdtemp())
rng = np.random.default_rng(8)
field = 280 + 10 * rng.random((5, 40, 80))
with netCDF4.Dataset("snow.nc", "w", format="NETCDF4") as f:
    f.title = "h\u00f6he"
    inner = f.createGroup("forecast/model")
    f.createDimension("time", None); f.createDimension("lat", 40); f.createDimension("lon", 80)
    time = f.createVariable("time", "f8", ("time",)); time.units, time.calendar = "hours since 2001-01-01 00:00:00", "standard"
    value = f.createVariable("t", "f4", ("time", "lat", "lon"), compression="zlib", complevel=6, shuffle=True, fletcher32=True, least_significant_digit=2, chunksizes=(1, 40, 80))
    value[:] = field
    time[:] = date2num([datetime.datetime(2001, 3, 1) + n * datetime.timedelta(hours=12) for n in range(5)], time.units, time.calendar)
    packed = inner.createVariable("depth", "i2", ("lat",), fill_value=-99); packed.scale_factor, packed.add_offset = 0.1, 5.0
    packed[:] = np.ma.masked_array(np.arange(40) * 0.5, mask=np.arange(40) == 3)
    words = inner.createVariable("word", str, ("lon",)); words[:] = np.array([f"\u00e9t\u00e9{n}" for n in range(80)], object)
    kind = f.createCompoundType(np.dtype([("x", "f8"), ("n", "i4")]), "pair"); pairs = f.createVariable("pairs", kind, ("lat",)); pairs[:] = np.array([(n / 2, n) for n in range(40)], kind.dtype)
assert open("snow.nc", "rb").read(8) == b"\x89HDF\r\n\x1a\n"
with netCDF4.Dataset("snow.nc") as f:
    assert f.title == "h\u00f6he" and f.dimensions["time"].isunlimited() and f.data_model == "NETCDF4"
    assert np.abs(f["t"][:] - field).max() < 0.01 and f["t"].filters()["zlib"] and f["t"].filters()["fletcher32"]
    assert num2date(f["time"][:], f["time"].units)[4].isoformat() == "2001-03-03T00:00:00"
    depth = f["forecast/model/depth"][:]
    assert depth.mask.sum() == 1 and depth.mask[3] and np.allclose(depth[4:], np.arange(4, 40) * 0.5) and f["forecast/model/word"][79] == "\u00e9t\u00e979"
    assert f["pairs"][7]["x"] == 3.5 and f["pairs"][7]["n"] == 7
for part in range(2):
    with netCDF4.Dataset(f"old{part}.nc", "w", format="NETCDF3_CLASSIC") as f:
        f.createDimension("time", None); f.createVariable("v", "i4", ("time",))[:] = np.arange(3) + 3 * part
    assert open(f"old{part}.nc", "rb").read(4) == b"CDF\x01"
both = netCDF4.MFDataset("old*.nc")
assert list(both["v"][:]) == [0, 1, 2, 3, 4, 5]
r = subprocess.run([os.path.join(sys.prefix, "bin", "ncinfo"), "-v", "t", "snow.nc"], capture_output=True, text=True, timeout=60)
assert r.returncode == 0 and "float32 t(time, lat, lon)" in r.stdout, r
memory = netCDF4.Dataset("in.nc", "w", memory=1024); memory.createDimension("x", 2); memory.createVariable("x", "f8", ("x",))[:] = [1, 2]
assert list(netCDF4.Dataset("again.nc", memory=memory.close())["x"][:]) == [1, 2]
