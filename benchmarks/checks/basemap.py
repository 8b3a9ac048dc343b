"""basemap: draws maps with matplotlib; coasts are cut to the map's edges by GEOS.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
os.environ["MPLCONFIGDIR"] = tempfile.mkdtemp()
import matplotlib; matplotlib.use("Agg")
import matplotlib.pyplot as plt, numpy as np
from mpl_toolkits.basemap import Basemap, maskoceans
figure, axes = plt.subplots(figsize=(5, 5))
m = Basemap(projection="lcc", resolution="l", lat_0=47, lon_0=8, width=2.5e6, height=2e6, ax=axes)
x, y = m(8.0, 47.0)
assert abs(x - 1.25e6) < 1 and abs(y - 1e6) < 1, (x, y)
lon, lat = m(*m(2.35, 48.85), inverse=True)
assert abs(lon - 2.35) < 1e-6 and abs(lat - 48.85) < 1e-6
assert len(m.coastpolygons) > 3
for xs, ys in m.coastpolygons:   # all within the map, by GEOS
    assert min(xs) > -1 and max(xs) < 2.5e6 + 1 and min(ys) > -1 and max(ys) < 2e6 + 1, (min(xs), max(xs), min(ys), max(ys))
assert m.is_land(*m(8.5, 47.4)) and not m.is_land(*m(5.0, 42.0))   # Zurich, and off Marseille
m.drawcoastlines(color="red"); m.fillcontinents(color="lime", lake_color="blue"); m.drawcountries()
assert m.drawparallels(np.arange(30, 60, 5.0), labels=[1, 0, 0, 0]) and m.drawmeridians(np.arange(-20, 40, 5.0), labels=[0, 0, 0, 1])
path = tempfile.mkdtemp() + "/m.png"; figure.savefig(path)
pixels = plt.imread(path)[..., :3]
green = (np.abs(pixels - [0, 1, 0]).max(axis=2) < 0.01).mean()
assert 0.2 < green < 0.6, green
world = Basemap(projection="ortho", lat_0=45, lon_0=-100, resolution="c")
assert len(world.coastpolygons) > 5 and world(80.0, -45.0)[0] > 1e20   # the far side
lons, lats = np.meshgrid(np.array([-60.0, 20.0, 80.0]), np.array([0.0, 20.0]))
sea = maskoceans(lons, lats, np.ones((2, 3)), resolution="c").mask
assert sea.tolist() == [[False, False, True], [True, False, False]], sea   # the Amazon, Congo, the Indian Ocean; the Atlantic, Libya, India
