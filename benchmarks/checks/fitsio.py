"""fitsio: reads and writes astronomers' FITS files with CFITSIO.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import fitsio, numpy as np
from fitsio import FITS
d = tempfile.mkdtemp(); path = d + "/snow.fits"
rng = np.random.default_rng(1)
picture = rng.poisson(20, (200, 300)).astype("i4")
rows = np.zeros(1000, dtype=[("ra", "f8"), ("dec", "f8"), ("name", "S8"), ("flux", "f4", 3)])
rows["ra"], rows["dec"] = rng.uniform(0, 360, 1000), rng.uniform(-90, 90, 1000); rows["name"] = [b"s%d" % i for i in range(1000)]; rows["flux"][:, 1] = np.arange(1000)
with FITS(path, "rw") as f:
    f.write(picture, header={"OBJECT": "snow", "EXPTIME": 12.5})
    f.write(rows, extname="stars", units=["deg", "deg", "", "Jy"])
    f.write(picture, extname="rice", compress="RICE", tile_dims=(50, 100))
    f.write(picture.astype("f4"), extname="gzip", compress="GZIP", qlevel=None)
    f["stars"].write_checksum(); f["stars"].append(rows[:10])
with FITS(path) as f:
    assert len(f) == 4 and f[0].read_header()["OBJECT"] == "snow" and f[0].get_dims() == [200, 300]
    assert (f[0][10:20, 30:60] == picture[10:20, 30:60]).all()
    assert f["stars"].get_nrows() == 1010 and f["stars"].where("flux[2] > 989.5 && #row <= 1000").size == 10
    some = f["stars"]["ra", "flux"][5:8]; assert (some["ra"] == rows["ra"][5:8]).all() and (some["flux"] == rows["flux"][5:8]).all()
    assert f["rice"].is_compressed() and (f["rice"].read() == picture).all() and (f["gzip"].read() == picture).all()
packed = d + "/b.fits.gz"; fitsio.write(packed, rows)
assert open(packed, "rb").read(2) == b"\x1f\x8b"; assert (fitsio.read(packed)["name"] == rows["name"].astype(str)).all()
assert float(fitsio.cfitsio_version()) >= 3.4
