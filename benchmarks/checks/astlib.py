"""astLib: astronomical coordinates, with WCSTools' C code in its source.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy
from astLib import astCoords, astWCS
from astropy.io import fits
h = fits.Header()
for k, v in dict(NAXIS=2, NAXIS1=100, NAXIS2=100, CTYPE1="RA---TAN", CTYPE2="DEC--TAN", CRVAL1=150.0, CRVAL2=2.0, CRPIX1=50.0, CRPIX2=50.0, CDELT1=-0.001, CDELT2=0.001, CUNIT1="deg", CUNIT2="deg", EQUINOX=2000.0, RADESYS="FK5").items(): h[k] = v
for astropy in (False, True):
    wcs = astWCS.WCS(h, mode="pyfits", useAstropyWCS=astropy)
    x, y = wcs.wcs2pix(150.0, 2.0)
    assert abs(x - 49) < 1.1 and abs(y - 49) < 1.1, (x, y)
    ra, dec = wcs.pix2wcs(x, y)
    assert abs(ra - 150) < 1e-6 and abs(dec - 2) < 1e-6
ra, dec = astCoords.convertCoords("J2000", "GALACTIC", 266.40499, -28.93617, 2000.0)
assert min(ra, 360 - ra) < 1e-3 and abs(dec) < 1e-3, (ra, dec)
