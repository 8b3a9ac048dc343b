"""pyvkfft: Fourier transforms with VkFFT on the devices of OpenCL (a processor will do).

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
os.environ["HOME"] = os.environ["XDG_CACHE_HOME"] = os.environ["POCL_CACHE_DIR"] = tempfile.mkdtemp()
os.environ["PYOPENCL_CTX"] = "0"; os.environ["PYVKFFT_BACKEND"] = "pyopencl"
import numpy as np
import pyopencl as cl, pyopencl.array as cla
platforms = cl.get_platforms()
assert platforms, "no OpenCL platform"
device = [device for platform in platforms for device in platform.get_devices()][0]
context = cl.Context([device]); queue = cl.CommandQueue(context)
from pyvkfft.fft import fftn, ifftn, irfftn, rfftn
from pyvkfft.opencl import VkFFTApp
rng = np.random.default_rng(8)
def near(got, wanted): return np.abs(got - wanted).max() < 1e-4 * np.abs(wanted).max()
# complex, of one to three dimensions
for shape in ((256,), (32, 48), (16, 20, 24)):
    a = (rng.normal(size=shape) + 1j * rng.normal(size=shape)).astype(np.complex64)
    there = cla.to_device(queue, a)
    app = VkFFTApp(a.shape, a.dtype, queue, ndim=len(shape), inplace=False, norm=1)
    out = cla.empty_like(there)
    out = app.fft(there, out); queue.finish()
    assert near(out.get(), np.fft.fftn(a)), (device.name, shape)
    back = app.ifft(out, cla.empty_like(there)); queue.finish()
    assert near(back.get(), a), (device.name, shape)
# the simple way, and transforms of the last axes only
a = (rng.normal(size=(6, 32, 32)) + 1j * rng.normal(size=(6, 32, 32))).astype(np.complex64)
there = cla.to_device(queue, a)
got = fftn(there, cla.empty_like(there), ndim=2)
assert near(got.get(), np.fft.fftn(a, axes=(1, 2)))
assert near(ifftn(got, cla.empty_like(there), ndim=2).get(), a)
# of real numbers, half as many
r = rng.normal(size=(24, 64)).astype(np.float32)
half = rfftn(cla.to_device(queue, r))
assert half.shape == (24, 33) and half.dtype == np.complex64 and near(half.get(), np.fft.rfftn(r)), half.shape
assert near(irfftn(half).get(), r)
