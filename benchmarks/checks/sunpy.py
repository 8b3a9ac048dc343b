"""sunpy: the Sun's pictures and coordinates; here a map that goes through FITS and JPEG 2000 (by OpenJPEG).

round: 10
native: no
extra: sunpy[map], sunpy[jpeg2000]
apt: libopenjp2-7
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import warnings
import matplotlib; matplotlib.use("Agg")
import astropy.units as u, numpy as np
from astropy.coordinates import SkyCoord
from astropy.time import Time
from astropy.utils import iers
iers.conf.auto_download = False; iers.conf.auto_max_age = None
import sunpy.map, sunpy.data.test
from sunpy.coordinates import frames, get_earth, sun
assert abs(sun.P("2013-06-01").to_value("deg") + 15.5) < 1.5 and abs(sun.B0("2013-06-01").to_value("deg") + 0.7) < 0.3 and abs(sun.earth_distance("2013-01-03").to_value("AU") - 0.983) < 0.001
observer = get_earth("2020-02-01"); assert abs(observer.lon.to_value("deg")) < 1e-6 and abs(observer.radius.to_value("AU") - 0.985) < 0.002
centre = SkyCoord(0 * u.arcsec, 0 * u.arcsec, frame=frames.Helioprojective(observer=observer, obstime="2020-02-01"))
y, x = np.mgrid[:128, :128]; data = np.where((x - 63.5) ** 2 + (y - 63.5) ** 2 < 50 ** 2, 200, 10).astype(np.uint8); data[90:100, 60:70] = 250
header = sunpy.map.make_fitswcs_header(data, centre, scale=[20, 20] * u.arcsec / u.pixel, instrument="SNOW", wavelength=171 * u.angstrom)
m = sunpy.map.Map(data, header); assert m.instrument == "SNOW" and m.dimensions.x == 128 * u.pix and m.date.isot.startswith("2020-02-01")
where = m.pixel_to_world(63.5 * u.pix, 94.5 * u.pix); assert abs(where.Ty.to_value("arcsec") - 620) < 1 and abs(where.Tx.to_value("arcsec")) < 1, where
sphere = where.transform_to(frames.HeliographicStonyhurst); assert 25 < sphere.lat.to_value("deg") < 45 and abs(sphere.lon.to_value("deg")) < 1, sphere
part = m.submap(m.pixel_to_world(55 * u.pix, 85 * u.pix), top_right=m.pixel_to_world(74 * u.pix, 104 * u.pix)); assert part.data.shape == (20, 20) and part.data.max() == 250
assert m.rotate(90 * u.deg, order=0).data.shape == (128, 128) and m.resample((64, 64) * u.pix).data.shape == (64, 64)
m.save("snow.fits"); back = sunpy.map.Map("snow.fits"); assert np.array_equal(back.data, data) and back.wavelength == 171 * u.angstrom
m.save("snow.jp2"); assert open("snow.jp2", "rb").read(8) == b"\0\0\0\x0cjP  "
squeezed = sunpy.map.Map("snow.jp2"); assert squeezed.data.shape == (128, 128) and np.abs(squeezed.data.astype(int) - data).max() <= 2 and squeezed.instrument == "SNOW", squeezed.data
import matplotlib.pyplot as plt
figure = plt.figure(figsize=(3, 3)); axes = figure.add_subplot(projection=m); m.plot(axes=axes); m.draw_limb(axes=axes); m.draw_grid(axes=axes); figure.savefig("snow.png"); assert plt.imread("snow.png").shape[:2] == (300, 300)
