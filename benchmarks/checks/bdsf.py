"""PyBDSF: finds the sources in a radio telescope's picture; its inner loops are C++ and Fortran.

round: 4
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
os.environ["HOME"] = d = tempfile.mkdtemp(); os.chdir(d)
import bdsf, numpy as np
from astropy.io import fits
rng = np.random.default_rng(5); size = 256
y, x = np.mgrid[:size, :size]; data = rng.normal(0, 0.001, (size, size)); sigma = 5 / 2.35482
truth = [(60, 70, 1.0), (180, 90, 0.5), (120, 200, 0.25), (200, 210, 2.0)]
for cx, cy, peak in truth: data += peak * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * sigma**2))
header = fits.Header()
step = 2 / 3600
for key, value in {"CTYPE1": "RA---SIN", "CRVAL1": 150.0, "CDELT1": -step, "CRPIX1": 128.0, "CUNIT1": "deg", "CTYPE2": "DEC--SIN", "CRVAL2": 30.0, "CDELT2": step, "CRPIX2": 128.0, "CUNIT2": "deg",
                   "CTYPE3": "FREQ", "CRVAL3": 1.4e9, "CDELT3": 1e6, "CRPIX3": 1.0, "CUNIT3": "Hz", "CTYPE4": "STOKES", "CRVAL4": 1.0, "CDELT4": 1.0, "CRPIX4": 1.0,
                   "BMAJ": 5 * step, "BMIN": 5 * step, "BPA": 0.0, "BUNIT": "JY/BEAM", "EQUINOX": 2000.0}.items(): header[key] = value
fits.writeto("sky.fits", data[None, None].astype("f4"), header)
image = bdsf.process_image("sky.fits", quiet=True, rms_box=(60, 20), thresh_pix=5, thresh_isl=3, shapelet_do=False)
assert image.nsrc == 4, image.nsrc
found = sorted((float(s.total_flux), *s.posn_sky_centroid) for s in image.sources)
for (flux, ra, dec), (cx, cy, peak) in zip(found, sorted(truth, key=lambda t: t[2])):
    assert abs(flux / peak - 1) < 0.05, (flux, peak)
    assert abs(dec - (30 + (cy - 127) * step)) < 0.2 * step and abs((ra - 150) * np.cos(np.radians(30)) + (cx - 127) * step) < 0.3 * step, (ra, dec, cx, cy)
assert image.write_catalog(outfile="stars.fits", format="fits", catalog_type="srl", clobber=True) and image.export_image(outfile="rest.fits", img_type="gaus_resid", clobber=True)
assert len(fits.getdata("stars.fits")) == 4 and abs(fits.getdata("rest.fits")).max() < 0.1
