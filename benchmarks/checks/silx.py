"""silx: a synchrotron's tools: histograms, contours, fits, filters, HDF5 and SPEC files; its loops run on all cores by OpenMP.

round: 4
native: no
extra: scipy, hdf5plugin
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d
import h5py, numpy as np, silx.io
from silx.image.marchingsquares import find_contours
from silx.io.dictdump import dicttoh5, h5todict
from silx.math import Histogramnd, colormap
from silx.math.combo import min_max
from silx.math.fit import FitManager, fittheories
from silx.math.medianfilter import medfilt2d
rng = np.random.default_rng(2)
points = rng.uniform(0, 10, (100_000, 2)); weights = rng.uniform(0, 1, 100_000)
histogram, weighted, edges = Histogramnd(points, [[0, 10], [0, 10]], [20, 25], weights=weights)
expected = np.histogram2d(*points.T, bins=[20, 25], range=[[0, 10], [0, 10]], weights=weights)[0]
assert histogram.sum() == 100_000 and np.allclose(weighted, expected)
y, x = np.mgrid[-50:51, -50:51]; hill = np.exp(-(x**2 + y**2) / 800.0).astype("f4")
lines = find_contours(hill, np.exp(-0.5))
assert len(lines) == 1 and np.allclose(np.hypot(*(lines[0] - 50).T), 20, atol=0.1)
noisy = hill.copy(); noisy[::9, ::9] = 50
assert abs(medfilt2d(noisy, (5, 5)) - hill)[5:-5, 5:-5].max() < 0.05 and min_max(noisy).maximum == 50
rgba = colormap.apply_colormap(hill, "viridis", vmin=0, vmax=1); assert rgba.shape == (101, 101, 4) and (rgba[50, 50] == colormap.get_colormap_lut("viridis")[255]).all()
fit = FitManager(); fit.loadtheories(fittheories); fit.settheory("Gaussians")
axis = np.linspace(0, 100, 400); fit.setdata(axis, 30 * np.exp(-((axis - 42) ** 2) / (2 * 5.0**2)) + rng.normal(0, 0.05, 400)); fit.estimate(); values, sigmas, info = fit.runfit()
assert np.allclose(values[:3], [30, 42, 5 * 2.35482], rtol=0.02), values
dicttoh5({"snow": {"depth": np.arange(5), "place": "Alps"}}, d + "/a.h5"); assert (h5todict(d + "/a.h5")["snow"]["depth"] == np.arange(5)).all()
open(d + "/a.spec", "w").write("#F a.spec\n#E 1700000000\n#D Tue Nov 14 22:13:20 2023\n\n#S 1 ascan th 0 2 2 1\n#D Tue Nov 14 22:13:20 2023\n#N 2\n#L th  det\n0 10\n1 30\n2 20\n")
with silx.io.open(d + "/a.spec") as f: assert list(f["1.1/measurement/det"][()]) == [10, 30, 20]
r = subprocess.run([os.path.join(sys.prefix, "bin", "silx"), "convert", d + "/a.spec", "-o", d + "/b.h5"], capture_output=True, text=True, timeout=100)
assert r.returncode == 0, r
with h5py.File(d + "/b.h5") as f: assert f["1.1/title"][()].decode() == "ascan th 0 2 2 1" and f["1.1/measurement/th"][2] == 2
with h5py.File(d + "/c.h5", "w") as f: f["pictures"] = np.repeat(hill[None], 3, axis=0)
with silx.io.open(d + "/c.h5") as f: assert f["pictures"].shape == (3, 101, 101)
