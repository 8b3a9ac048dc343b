"""pyFAI: integrates the images of area detectors over the azimuth, with OpenMP.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import numpy as np
import fabio, pyFAI
from pyFAI.integrator.azimuthal import AzimuthalIntegrator
d = tempfile.mkdtemp(); os.chdir(d)
detector = pyFAI.detector_factory("Pilatus100k")
ai = AzimuthalIntegrator(dist=0.1, poni1=0.017, poni2=0.042, rot1=0.02, detector=detector, wavelength=1e-10)
tth = np.rad2deg(ai.center_array(unit="2th_rad"))
image = (1000 * np.exp(-((tth - 10) / 0.2) ** 2) + 500 * np.exp(-((tth - 16) / 0.2) ** 2) + 10).astype("f4")
for method in (("bbox", "csr", "cython"), ("full", "csr", "cython"), ("no", "histogram", "cython"), ("bbox", "histogram", "cython")):
    result = ai.integrate1d(image, 400, unit="2th_deg", method=method, correctSolidAngle=False)
    x, y = result
    assert abs(x[y.argmax()] - 10) < 0.1 and 900 < y.max() < 1012, (method, x[y.argmax()], y.max())
    second = (x > 14) & (x < 18)
    assert abs(x[second][y[second].argmax()] - 16) < 0.1, method
whole = ai.integrate1d(image, 300, method=("bbox", "csr", "cython"), correctSolidAngle=False)
assert abs(whole.sum_signal.sum() / image.sum() - 1) < 1e-3, whole.sum_signal.sum() / image.sum()
cake = ai.integrate2d(image, 100, 36, unit="2th_deg", method=("bbox", "csr", "cython"))
assert cake.intensity.shape == (36, 100) and np.nanmax(cake.intensity) > 800
ai.save("snow.poni"); fabio.edfimage.EdfImage(data=image).write("snow.edf")
assert abs(pyFAI.load("snow.poni").dist - 0.1) < 1e-9
