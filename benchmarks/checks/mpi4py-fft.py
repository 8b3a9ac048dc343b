"""mpi4py-fft: Fourier transforms of distributed arrays, with FFTW and MPI.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys
text = '''
import numpy as np
from mpi4py import MPI
from mpi4py_fft import PFFT, DistArray, fftw, newDistArray
comm = MPI.COMM_WORLD
shape = (12, 10, 8)
whole = np.random.default_rng(6).normal(size=shape)
fft = PFFT(comm, shape, axes=(0, 1, 2), dtype=np.float64)
u = newDistArray(fft, False); u[:] = whole[u.local_slice()]
hat = newDistArray(fft); fft.forward(u, hat)
want = np.fft.rfftn(whole) / whole.size
assert np.abs(np.asarray(hat) - want[hat.local_slice()]).max() < 1e-12
back = np.zeros_like(u); fft.backward(hat, back)
assert np.abs(np.asarray(back) - whole[u.local_slice()]).max() < 1e-12
total = comm.allreduce(u.size)
assert total == whole.size, total
a = DistArray((8, 6), subcomm=(0, 1), dtype=float); a[:] = comm.Get_rank()
b = a.redistribute(0)
assert abs(comm.allreduce(float(np.sum(b))) - comm.allreduce(float(np.sum(a)))) < 1e-12
for kind in (np.float32, np.float64, np.longdouble):
    x = fftw.aligned(16, dtype=kind); x[:] = np.cos(2 * np.pi * 3 * np.arange(16) / 16)
    c = x.copy(); y = fftw.rfftn(x)(c)
    assert abs(y[3] - 8) < 1e-4 and np.abs(np.delete(y, 3)).max() < 1e-4, (kind, y)
x = fftw.aligned(8, dtype=float); x[:] = np.arange(8)
c = x.copy(); y = fftw.dctn(x, type=2)(c)
assert abs(y[0] - 56) < 1e-12
print("good", comm.Get_size(), flush=True)
'''
open("work.py", "w").write(text)
env = {**os.environ, "OMP_NUM_THREADS": "1", "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1", "PRTE_MCA_rmaps_default_mapping_policy": ":oversubscribe", "TMPDIR": "/tmp"}
r = subprocess.run([sys.executable, "work.py"], env=env, capture_output=True, text=True, timeout=100)
assert r.returncode == 0 and r.stdout.split() == ["good", "1"], r
r = subprocess.run(["mpiexec", "-n", "2", sys.executable, "work.py"], env=env, capture_output=True, text=True, timeout=200)
assert r.returncode == 0 and r.stdout.split() == ["good", "2"] * 2, r
