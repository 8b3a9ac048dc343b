"""MontagePy: makes one mosaic of many pictures of the sky, and a picture of it.

round: 4
native: yes
extra: astropy, pillow, importlib-resources
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.chdir(d)
import numpy as np
from astropy.io import fits
from astropy.wcs import WCS
from MontagePy.main import mAdd, mExamine, mImgtbl, mMakeHdr, mProjExec, mShrink, mSubimage, mViewer
from PIL import Image
os.makedirs("raw"); os.makedirs("projected")
step = 1 / 600
def sky(ra, dec): return 100 + 1000 * np.exp(-(((ra - 10.0) * np.cos(np.radians(20))) ** 2 + (dec - 20.0) ** 2) / (2 * 0.02**2))
for i, (ra, dec) in enumerate([(9.95, 19.95), (10.05, 19.95), (9.95, 20.05), (10.05, 20.05)]):
    w = WCS(naxis=2); w.wcs.ctype = ["RA---TAN", "DEC--TAN"]; w.wcs.crval = [ra, dec]; w.wcs.cdelt = [-step, step]; w.wcs.crpix = [50.5, 50.5]
    header = w.to_header(); header["EQUINOX"] = 2000.0
    y, x = np.mgrid[:100, :100]; lon, lat = w.wcs_pix2world(x.ravel(), y.ravel(), 0)
    fits.writeto(f"raw/{i}.fits", sky(lon, lat).reshape(100, 100).astype("f4"), header)
def good(answer): assert answer["status"] == "0", answer; return answer
assert good(mImgtbl("raw", "raw.tbl"))["count"] == 4
good(mMakeHdr("raw.tbl", "region.hdr"))
assert good(mProjExec("raw", "raw.tbl", "region.hdr", projdir="projected"))["failed"] == 0
assert good(mImgtbl("projected", "projected.tbl"))["count"] == 4
good(mAdd("projected", "projected.tbl", "region.hdr", "mosaic.fits"))
data, header = fits.getdata("mosaic.fits", header=True)
assert data.shape[0] > 120 and data.shape[1] > 120
w = WCS(header); x, y = (int(round(float(v))) for v in w.wcs_world2pix(10.0, 20.0, 0))
assert abs(np.nanmax(data) - 1100) < 30 and data[y, x] > 1050, (np.nanmax(data), data[y, x])
yy, xx = np.mgrid[:data.shape[0], :data.shape[1]]; lon, lat = w.wcs_pix2world(xx.ravel(), yy.ravel(), 0)
assert np.nanmedian(abs(data - sky(lon, lat).reshape(data.shape))) < 5
seen = good(mExamine("mosaic.fits", areaMode=2, ra=10.0, dec=20.0, radius=0.05)); assert abs(seen["fluxmax"] - np.nanmax(data)) < 3 and abs(seen["decmax"] - 20) < 2 * step, seen
good(mSubimage("mosaic.fits", "part.fits", 10.0, 20.0, 0.05, 0.05)); assert abs(fits.getdata("part.fits").shape[0] - 30) <= 2
good(mShrink("mosaic.fits", "small.fits", 2)); assert abs(fits.getdata("small.fits").shape[0] - data.shape[0] / 2) <= 1
good(mViewer("-grid eq j2000 -ct 1 -gray mosaic.fits -2s max gaussian-log -out mosaic.png", "", mode=2))
picture = Image.open("mosaic.png"); assert picture.size == data.shape[::-1] and len(picture.convert("RGB").getcolors(1 << 20)) > 20
