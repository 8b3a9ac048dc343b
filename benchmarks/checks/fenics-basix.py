"""Basix: finite elements, their basis functions and quadrature, by its C++ library.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
import basix
from basix import CellType, ElementFamily, LagrangeVariant, PolysetType
P2 = basix.create_element(ElementFamily.P, CellType.triangle, 2, LagrangeVariant.equispaced)
assert P2.dim == 6 and [len(x) for x in P2.entity_dofs] == [3, 3, 1]
points = np.array([[0.0, 0.0], [1.0, 0.0], [0.25, 0.5]])
values = P2.tabulate(1, points)
assert values.shape == (3, 3, 6, 1) and np.allclose(values[0].sum(axis=1), 1) and np.allclose(values[1].sum(axis=1), 0)
assert np.allclose(values[0, 0, :, 0], [1, 0, 0, 0, 0, 0])
x, weights = basix.make_quadrature(CellType.tetrahedron, 4)
assert abs(weights.sum() - 1 / 6) < 1e-14 and abs((weights * x[:, 0] ** 2 * x[:, 1]).sum() - 2 / 720) < 1e-14
N = basix.create_element(ElementFamily.N1E, CellType.tetrahedron, 1)
assert N.dim == 6 and list(N.value_shape) == [3] and N.tabulate(0, x).shape == (1, len(x), 6, 3)
Q = basix.create_element(ElementFamily.P, CellType.hexahedron, 3, LagrangeVariant.gll_warped)
inside = np.array([[0.3, 0.6, 0.1]]); f = lambda p: p[:, 0] ** 3 - p[:, 1] * p[:, 2]
dofs = Q.interpolation_matrix @ f(Q.points)
assert np.allclose(Q.tabulate(0, inside)[0, :, :, 0] @ dofs, f(inside))
lattice = basix.create_lattice(CellType.triangle, 4, basix.LatticeType.equispaced, True)
assert lattice.shape == (15, 2) and np.allclose(basix.geometry(CellType.triangle), [[0, 0], [1, 0], [0, 1]])
M = basix.compute_interpolation_operator(basix.create_element(ElementFamily.P, CellType.triangle, 1), P2)
assert M.shape == (6, 3) and np.allclose(M.sum(axis=1), 1)
