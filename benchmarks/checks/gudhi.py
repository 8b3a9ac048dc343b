"""GUDHI: the topology of data, as persistent homology, with CGAL, GMP and MPFR.

round: 8
native: yes
extra: numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
import gudhi
angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
ring = np.column_stack([np.cos(angles), np.sin(angles)])
side = 2 * np.sin(np.pi / 40)
tree = gudhi.RipsComplex(points=ring, max_edge_length=2.5).create_simplex_tree(max_dimension=2)
assert tree.num_vertices() == 40 and tree.num_simplices() == 40 + 780 + 9880, tree.num_simplices()
tree.compute_persistence()
loops = tree.persistence_intervals_in_dimension(1)
loops = loops[loops[:, 1] - loops[:, 0] > 0.1]
assert len(loops) == 1 and abs(loops[0, 0] - side) < 1e-9 and 1.6 < loops[0, 1] < 1.8, loops   # one hole
parts = tree.persistence_intervals_in_dimension(0)
assert len(parts) == 40 and np.isinf(parts[:, 1]).sum() == 1
for precision in ("fast", "safe", "exact"):   # CGAL, with numbers of GMP and MPFR
    alpha = gudhi.AlphaComplex(points=ring.tolist() + [[5.0, 0.0]], precision=precision).create_simplex_tree()
    alpha.compute_persistence(min_persistence=0.1)
    holes = alpha.persistence_intervals_in_dimension(1)
    assert len(holes) == 1 and abs(holes[0, 0] - (side / 2) ** 2) < 1e-9 and abs(holes[0, 1] - 1) < 1e-6, (precision, holes)
ball = np.random.default_rng(6).normal(size=(300, 3)); ball /= np.linalg.norm(ball, axis=1)[:, None]
sphere = gudhi.AlphaComplex(points=ball).create_simplex_tree(); sphere.compute_persistence(min_persistence=0.5)
assert sphere.betti_numbers() [:3] == [1, 0, 0] and len(sphere.persistence_intervals_in_dimension(2)) == 1
picture = np.array([[0, 0, 0, 0], [0, 3, 3, 0], [0, 3, 3, 0], [0, 0, 0, 0]], dtype=float)
cubes = gudhi.CubicalComplex(top_dimensional_cells=picture); cubes.compute_persistence()
assert cubes.persistence_intervals_in_dimension(1).tolist() == [[0, 3]]
assert abs(gudhi.bottleneck_distance([[0.0, 4.0], [1.0, 1.2]], [[0.5, 4.0]]) - 0.5) < 1e-6
graph = gudhi.SimplexTree()
for edge in ([0, 1], [1, 2], [2, 0], [2, 3]): graph.insert(edge, 1.0)
graph.expansion(2); assert graph.dimension() == 2 and graph.find([0, 1, 2]) and [s for s, _ in graph.get_star([3])] == [[2, 3], [3]]
