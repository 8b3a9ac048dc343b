"""pot: optimal transport: exact by its network simplex of C++, and approximate.

round: 5
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
import ot
random = np.random.default_rng(4)
n = 200
x = random.normal(0, 1, (n, 2)); y = x[random.permutation(n)] + np.array([3.0, 4.0])
a = np.full(n, 1 / n)
cost = ot.dist(x, y)
plan = ot.emd(a, a, cost)
assert np.allclose(plan.sum(0), a) and np.allclose(plan.sum(1), a) and (plan > 0).sum() == n
assert abs(ot.emd2(a, a, cost) - 25) < 1e-8   # a shift of 5 by the best plan
many = ot.emd2(a, np.stack([a, random.dirichlet(np.ones(n))], 1), cost, processes=1)
assert len(many) == 2 and abs(many[0] - 25) < 1e-8 and many[1] > 0
soft = ot.sinkhorn(a, a, cost / cost.max(), 5e-2)
assert np.allclose(soft.sum(1), a, atol=1e-5) and (soft * cost).sum() > 25
u, v = random.normal(0, 1, 500), random.normal(2, 1, 500)
assert abs(ot.wasserstein_1d(u, v, p=1) - np.abs(np.sort(u) - np.sort(v)).mean()) < 1e-9
sliced = ot.sliced_wasserstein_distance(x, x + 1, n_projections=50, seed=1)
assert 0.5 < sliced < 1.5, sliced
bary = ot.lp.barycenter(np.array([[1.0, 0, 0, 0, 0], [0, 0, 0, 0, 1.0]]).T, ot.dist(np.arange(5.0)[:, None]), weights=np.array([0.5, 0.5]))
assert abs(bary[2] - 1) < 1e-6, bary
