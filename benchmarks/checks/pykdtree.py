"""pykdtree: nearest neighbours with a kd-tree in C, on all processors with OpenMP.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os
os.environ["OMP_NUM_THREADS"] = "4"
import numpy as np
from pykdtree.kdtree import KDTree
rng = np.random.default_rng(8)
for kind in (np.float64, np.float32):
    points, queries = rng.random((20000, 3)).astype(kind), rng.random((300, 3)).astype(kind)
    tree = KDTree(points, leafsize=10)
    assert tree.n == 20000 and tree.ndim == 3
    distance, index = tree.query(queries, k=5)
    assert distance.shape == index.shape == (300, 5) and distance.dtype == kind, (distance.shape, distance.dtype)
    every = np.sqrt(((queries[:, None].astype(float) - points[None]) ** 2).sum(-1))
    best = np.sort(every, axis=1)[:, :5]
    assert np.allclose(distance, best, rtol=1e-4), np.abs(distance - best).max()
    assert np.allclose(np.take_along_axis(every, index.astype(int), 1), best, rtol=1e-4)
    one, at = tree.query(points[:1000])
    assert (one == 0).all() and (at == np.arange(1000)).all()
# none within the bound: infinitely far, and the index after the last; points that are masked are no neighbours
far, none = tree.query(np.full((1, 3), 9, kind), distance_upper_bound=1.0)
assert np.isinf(far[0]) and none[0] == 20000, (far, none)
mask = np.ones(20000, bool); mask[7] = False
left, kept = tree.query(queries, mask=mask)
assert (kept == 7).all() and np.allclose(left, every[:, 7], rtol=1e-4)
near, inexact = tree.query(queries, k=1, eps=0.5, sqr_dists=True)
assert (np.sqrt(near) <= 1.5 * best[:, 0] + 1e-5).all()
