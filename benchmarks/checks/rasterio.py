"""rasterio: reads, writes and warps pictures of the earth, with GDAL.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.chdir(d); os.environ["HOME"] = d
import numpy as np
import rasterio
from rasterio import features, mask, merge, warp
from rasterio.enums import Resampling
from rasterio.io import MemoryFile
from rasterio.transform import from_origin
from rasterio.windows import Window
y, x = np.mgrid[0:400, 0:500]
depth = (x + 1000 * (y // 100)).astype("float32")
profile = dict(driver="GTiff", width=500, height=400, count=2, dtype="float32", crs="EPSG:32632", transform=from_origin(500000, 5200000, 30, 30), nodata=-1, tiled=True, blockxsize=128, blockysize=128)
for compress in ("deflate", "lzw", "zstd", "lerc"):
    with rasterio.open(f"{compress}.tif", "w", compress=compress, **profile) as out:
        out.write(depth, 1); out.write(depth / 2, 2); out.set_band_description(1, "snow"); out.update_tags(place="Alps")
    with rasterio.open(f"{compress}.tif") as f:
        assert (f.read(1) == depth).all() and f.crs.to_epsg() == 32632 and f.descriptions[0] == "snow" and f.tags()["place"] == "Alps" and f.compression.value.lower() == compress.lower(), (compress, f.profile)
        assert f.read(2, window=Window(10, 20, 3, 2)).tolist() == (depth / 2)[20:22, 10:13].tolist()
        assert [v[0] for v in f.sample([(500000 + 15 + 30 * 7, 5200000 - 15 - 30 * 150)])] == [1007.0]
with rasterio.open("zstd.tif") as f:
    assert abs(f.lnglat()[0] - 9.1) < 0.2 and abs(f.lnglat()[1] - 46.9) < 0.2, f.lnglat()
    (left,), (bottom,) = warp.transform(f.crs, "EPSG:4326", [500000], [5200000]); assert abs(left - 9) < 1e-6 and abs(bottom - 46.95) < 0.1, (left, bottom)   # PROJ's data
    transform, w, h = warp.calculate_default_transform(f.crs, "EPSG:3857", f.width, f.height, *f.bounds)
    warped = np.zeros((h, w), "float32")
    warp.reproject(rasterio.band(f, 1), warped, dst_transform=transform, dst_crs="EPSG:3857", resampling=Resampling.nearest, dst_nodata=-1)
    assert abs((warped >= 0).mean() - 1) < 0.05 and warped.max() == depth.max()
    half = f.read(1, out_shape=(200, 250), resampling=Resampling.average); assert np.allclose(half[0, 0], 0.5)
    shape = {"type": "Polygon", "coordinates": [[(500000, 5200000), (503000, 5200000), (503000, 5197000), (500000, 5197000), (500000, 5200000)]]}
    cut, _ = mask.mask(f, [shape], crop=True); assert cut.shape == (2, 100, 100) and (cut[0] == depth[:100, :100]).all()
assert sorted(v for _, v in features.shapes((y // 100).astype("uint8"))) == [0, 1, 2, 3]
assert features.rasterize([(shape, 7)], out_shape=(400, 500), transform=profile["transform"]).sum() == 7 * 100 * 100
both, _ = merge.merge(["lzw.tif", "zstd.tif"]); assert both.shape == (2, 400, 500)
for driver in ("PNG", "JPEG", "COG", "ENVI", "HFA"):
    with MemoryFile() as memory:
        with memory.open(driver=driver, width=64, height=64, count=1, dtype="uint8", crs="EPSG:4326", transform=from_origin(9, 47, 0.01, 0.01)) as out: out.write(np.full((1, 64, 64), 99, "uint8"))
        with memory.open() as f: assert f.driver in (driver, "GTiff") and (f.read() == 99).all(), driver
r = subprocess.run([os.path.join(sys.prefix, "bin", "rio"), "info", "zstd.tif", "--bounds"], capture_output=True, text=True, timeout=60); assert r.returncode == 0 and r.stdout.split() == ["500000.0", "5188000.0", "515000.0", "5200000.0"], r
r = subprocess.run([os.path.join(sys.prefix, "bin", "rio"), "convert", "lzw.tif", "b.png", "-f", "PNG", "--scale-ratio", "0.07", "--dtype", "uint8"], capture_output=True, text=True, timeout=60); assert r.returncode == 0 and open("b.png", "rb").read(4) == b"\x89PNG", r
