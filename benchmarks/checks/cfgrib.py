"""cfgrib: GRIB files of the weather as xarray's data sets, by ecCodes.

round: 5
native: yes
extra: xarray
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.chdir(d)
import cfgrib, eccodes, numpy as np, xarray as xr
values = np.arange(2 * 3 * 5 * 6, dtype="f8").reshape(2, 3, 5, 6) / 4 + 250
latitudes, levels = np.linspace(90.0, -90.0, 5), [1000, 850, 500]
with open(d + "/t.grib", "wb") as f:
    for i, hour in enumerate((0, 1200)):
        for j, level in enumerate(levels):
            one = eccodes.codes_grib_new_from_samples("regular_ll_pl_grib2")
            for key, value in {"Ni": 6, "Nj": 5, "latitudeOfFirstGridPointInDegrees": 90, "latitudeOfLastGridPointInDegrees": -90, "longitudeOfFirstGridPointInDegrees": 0, "longitudeOfLastGridPointInDegrees": 300,
                               "iDirectionIncrementInDegrees": 60, "jDirectionIncrementInDegrees": 45, "dataDate": 20240101, "dataTime": hour, "shortName": "t", "level": level}.items(): eccodes.codes_set(one, key, value)
            eccodes.codes_set_values(one, values[i, j].ravel()); eccodes.codes_write(one, f); eccodes.codes_release(one)
data = xr.open_dataset(d + "/t.grib", engine="cfgrib")
assert data.t.attrs["GRIB_gridType"] == "regular_ll" and data.t.attrs["units"] == "K" and data.t.attrs["standard_name"] == "air_temperature"
assert data.t.dims == ("time", "isobaricInhPa", "latitude", "longitude") and list(data.isobaricInhPa) == levels and np.allclose(data.t.values, values, atol=1e-2) and np.allclose(data.latitude, latitudes)
assert [str(one)[:13] for one in data.time.values] == ["2024-01-01T00", "2024-01-01T12"]
one = data.t.sel(isobaricInhPa=850, latitude=45, longitude=120, method="nearest").isel(time=1).item()
assert abs(one - values[1, 1, 1, 2]) < 1e-2
stream = cfgrib.messages.FileStream(d + "/t.grib")
assert [one["shortName"] for _, one in stream.items()] == ["t"] * 6
assert len(cfgrib.open_datasets(d + "/t.grib")) == 1
only = xr.open_dataset(d + "/t.grib", engine="cfgrib", backend_kwargs={"filter_by_keys": {"level": 500}})
assert only.t.shape == (2, 5, 6)
