"""suitesparse-graphblas: SuiteSparse's GraphBLAS (sparse linear algebra on graphs) through cffi.

native: yes
extra: numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import suitesparse_graphblas as gb
gb.initialize()
from suitesparse_graphblas import check_status, ffi, lib
from suitesparse_graphblas.api import matrix, vector
from suitesparse_graphblas.api.examples.bfs import bfs
A = matrix.matrix_new(lib.GrB_BOOL, 5, 5)
for i, j in ((0, 1), (1, 2), (2, 3), (0, 4)):
    matrix.set_bool(A, True, i, j)
level, parent = bfs(A, 0)
assert [vector.get_int64(level, i) for i in range(5)] == [0, 1, 2, 3, 1]
B = matrix.deserialize(matrix.serialize(A))
C = matrix.matrix_new(lib.GrB_INT64, 5, 5)
check_status(C, lib.GrB_mxm(C[0], ffi.NULL, ffi.NULL, lib.GrB_PLUS_TIMES_SEMIRING_INT64, A[0], B[0], ffi.NULL))
assert matrix.matrix_nvals(C) == 2   # paths of two steps: 0-1-2 and 1-2-3
