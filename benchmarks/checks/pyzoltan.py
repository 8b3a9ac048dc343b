"""PyZoltan: Zoltan's partitioners (Trilinos) over MPI; here one process.

native: yes
extra: numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
from mpi4py import MPI
from cyarray.api import DoubleArray, UIntArray
from pyzoltan.core import zoltan
comm, n = MPI.COMM_WORLD, 64
assert comm.Get_size() == 1
rng = np.random.default_rng(0)
def array(kind, values):
    a = kind(n); a.set_data(values)
    return a
x, y, z = (array(DoubleArray, v) for v in (rng.random(n), rng.random(n), np.zeros(n)))
gid = array(UIntArray, np.arange(n, dtype=np.uint32))
pz = zoltan.ZoltanGeometricPartitioner(dim=2, comm=comm, x=x, y=y, z=z, gid=gid)
pz.weights.get_npy_array()[:] = 1.0
pz.set_lb_method("RCB")
pz.Zoltan_Set_Param("DEBUG_LEVEL", "0")
pz.Zoltan_LB_Balance()
assert pz.numExport == 0   # nobody else is there to get anything
