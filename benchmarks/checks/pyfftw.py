"""pyFFTW: fast Fourier transforms by FFTW, planned, threaded, in three precisions.

round: 7
native: yes
extra: scipy
apt: libfftw3-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
import pyfftw
rng = np.random.default_rng(7)
for real, precision in (("float32", 1e-4), ("float64", 1e-10), ("longdouble", 1e-10)):
    kind = np.result_type(real, np.complex64)
    a = pyfftw.empty_aligned((24, 35), dtype=kind)
    b = pyfftw.empty_aligned((24, 35), dtype=kind)
    forward = pyfftw.FFTW(a, b, axes=(0, 1), flags=("FFTW_MEASURE",), threads=2)
    backward = pyfftw.FFTW(b, a, axes=(0, 1), direction="FFTW_BACKWARD", threads=2)
    start = (rng.normal(size=a.shape) + 1j * rng.normal(size=a.shape)).astype(kind)
    a[:] = start
    found = forward().copy()
    assert np.abs(found - np.fft.fft2(start.astype(np.complex128))).max() < precision * 100, real
    assert np.abs(backward() - start).max() < precision, real
x = rng.normal(size=1000)
assert np.allclose(pyfftw.interfaces.numpy_fft.rfft(x), np.fft.rfft(x))
pyfftw.interfaces.cache.enable()
import scipy.fft
with scipy.fft.set_backend(pyfftw.interfaces.scipy_fft):
    there = scipy.fft.dct(x, type=2)
k = np.arange(8)[:, None]
assert np.allclose(there[:8], 2 * (x * np.cos(np.pi * k * (2 * np.arange(1000) + 1) / 2000)).sum(axis=1))
plan = pyfftw.builders.rfft(pyfftw.byte_align(np.cos(2 * np.pi * 40 * np.arange(512) / 512)), threads=2)
assert np.abs(plan()).argmax() == 40
real = pyfftw.FFTW(pyfftw.empty_aligned(16), pyfftw.empty_aligned(16), direction="FFTW_REDFT00")   # real to real
assert real(np.ones(16)).round(9).tolist() == [30.0] + [0.0] * 15
wisdom = pyfftw.export_wisdom()
assert len(wisdom) == 3 and b"fftw" in wisdom[0]
pyfftw.forget_wisdom()
assert pyfftw.import_wisdom(wisdom)[0]
