"""Astro-SCRAPPY: finds and removes cosmic rays in astronomers' pictures, in C with OpenMP.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
from astroscrappy import detect_cosmics
from astroscrappy.utils import median, medfilt3
rng = np.random.default_rng(7)
y, x = np.mgrid[:300, :300]
clean = np.full((300, 300), 200.0)
stars = [(60, 70), (150, 200), (240, 90)]
for sy, sx in stars: clean += 5000 * np.exp(-((y - sy) ** 2 + (x - sx) ** 2) / (2 * 2.0 ** 2))
picture = (rng.poisson(clean) + rng.normal(0, 6, clean.shape)).astype("f4")
rays = np.zeros((300, 300), bool)
for _ in range(40): rays[tuple(rng.integers(5, 295, 2))] = True
for i in range(20): rays[100 + i, 30 + i] = True
for sy, sx in stars: rays[sy - 8:sy + 9, sx - 8:sx + 9] = False
hit = picture.copy(); hit[rays] += 3000
for way in ("meanmask", "medmask", "median"):
    mask, cleaned = detect_cosmics(hit, gain=1.0, readnoise=6.0, sigclip=5.0, sigfrac=0.3, objlim=5.0, cleantype=way, sepmed=True)
    assert mask.dtype == bool and mask[rays].all(), (way, mask[rays].sum(), rays.sum())
    assert mask.sum() < 3 * rays.sum(), (way, mask.sum())
    assert all(not mask[sy - 3:sy + 4, sx - 3:sx + 4].any() for sy, sx in stars)
    assert np.abs(cleaned[rays] - clean[rays]).max() < 100, (way, np.abs(cleaned[rays] - clean[rays]).max())
mask, _ = detect_cosmics(hit, gain=1.0, readnoise=6.0, sigclip=5.0, fsmode="convolve", psfmodel="gauss", psffwhm=4.7, psfsize=7)
assert mask[rays].mean() > 0.95 and not mask[60, 70]
values = rng.normal(size=101).astype("f4")
assert median(values, 101) == np.median(values)
filtered = np.asarray(medfilt3(picture))
assert all(filtered[r, c] == np.median(picture[r - 1:r + 2, c - 1:c + 2]) for r, c in ((5, 5), (60, 70), (200, 211)))
