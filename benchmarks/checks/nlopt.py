"""nlopt: finds where functions are least, under constraints, by the C library of that name.

round: 9
native: yes
apt: libnlopt-cxx0
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math
import nlopt
import numpy as np
# NLopt's tutorial: least sqrt(x2) where x2 >= (a x1 + b)^3
def goal(x, gradient):
    if gradient.size: gradient[:] = 0, 0.5 / math.sqrt(x[1])
    return math.sqrt(x[1])
def above(x, gradient, a, b):
    if gradient.size: gradient[:] = 3 * a * (a * x[0] + b) ** 2, -1
    return (a * x[0] + b) ** 3 - x[1]
for algorithm in (nlopt.LD_MMA, nlopt.LD_SLSQP, nlopt.LD_CCSAQ, nlopt.LN_COBYLA):
    search = nlopt.opt(algorithm, 2)
    search.set_lower_bounds([-float("inf"), 1e-9]); search.set_min_objective(goal)
    search.add_inequality_constraint(lambda x, g: above(x, g, 2, 0), 1e-8); search.add_inequality_constraint(lambda x, g: above(x, g, -1, 1), 1e-8)
    search.set_xtol_rel(1e-6); search.set_maxeval(5000)
    x = search.optimize([1.234, 5.678])
    assert np.allclose(x, [1 / 3, 8 / 27], atol=1e-3) and abs(search.last_optimum_value() - 0.5443310) < 1e-4, (search.get_algorithm_name(), x)
    assert search.last_optimize_result() in (nlopt.SUCCESS, nlopt.XTOL_REACHED, nlopt.FTOL_REACHED) and search.get_numevals() > 3
assert "COBYLA" in search.get_algorithm_name() and search.get_dimension() == 2
# Without gradients; everywhere; with an equality; the greatest
simplex = nlopt.opt(nlopt.LN_NELDERMEAD, 2); simplex.set_min_objective(lambda x, g: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2); simplex.set_xtol_rel(1e-8)
assert np.allclose(simplex.optimize([-1.2, 1]), [1, 1], atol=1e-4)
everywhere = nlopt.opt(nlopt.GN_DIRECT_L, 2); everywhere.set_lower_bounds(-2.0); everywhere.set_upper_bounds(3.0); everywhere.set_maxeval(3000)
everywhere.set_min_objective(lambda x, g: float((x[0] ** 2 - 1) ** 2 + 0.3 * x[0] + x[1] ** 2))   # two valleys, of which the one at -1.04 is deeper
assert np.allclose(everywhere.optimize([1.5, 2.2]), [-1.0357, 0], atol=1e-2) and everywhere.last_optimize_result() == nlopt.MAXEVAL_REACHED
circle = nlopt.opt(nlopt.LN_COBYLA, 2); circle.set_max_objective(lambda x, g: x[0] + x[1]); circle.add_equality_constraint(lambda x, g: x[0] ** 2 + x[1] ** 2 - 1, 1e-8); circle.set_xtol_rel(1e-8)
assert np.allclose(circle.optimize([0.5, 0.1]), [math.sqrt(0.5)] * 2, atol=1e-3)
def broken(x, g): raise KeyError("snow")
simplex.set_min_objective(broken)
try: simplex.optimize([0, 0])
except KeyError: pass
else: raise AssertionError("the error was lost")
assert nlopt.version_major() == 2
