"""PyRAF: runs tasks of IRAF from Python.

round: 2
native: yes
extra: astropy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d; os.chdir(d)
os.environ.pop("DISPLAY", None); os.environ["PYRAF_NO_DISPLAY"] = "1"
from pyraf import iraf
assert float(iraf.cl.eval("2.0*3") if hasattr(iraf.cl, "eval") else 6) == 6
iraf.images(_doprint=0); iraf.noao(_doprint=0); iraf.noao.artdata(_doprint=0)
from astropy.io import fits
import numpy as np
fits.writeto("a.fits", np.arange(16, dtype="float32").reshape(4, 4))
iraf.images.imutil.imarith("a.fits", "*", 2, "b.fits")
assert (fits.getdata("b.fits") == 2 * np.arange(16, dtype="float32").reshape(4, 4)).all()
out = iraf.images.imutil.imstat("b.fits", fields="npix,mean", format="no", Stdout=1)
assert out[0].split()[0] == "16" and abs(float(out[0].split()[1]) - 15) < 1e-5, out
