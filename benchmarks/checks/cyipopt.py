"""cyipopt: non-linear optimisation, by Ipopt.

round: 10
native: yes
extra: scipy
apt: coinor-libipopt-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import cyipopt, numpy as np
class HS071:   # Hock and Schittkowski's 71st
    def objective(self, x): return x[0] * x[3] * np.sum(x[:3]) + x[2]
    def gradient(self, x): return np.array([x[0] * x[3] + x[3] * np.sum(x[:3]), x[0] * x[3], x[0] * x[3] + 1.0, x[0] * np.sum(x[:3])])
    def constraints(self, x): return np.array([np.prod(x), np.dot(x, x)])
    def jacobian(self, x): return np.concatenate([np.prod(x) / x, 2 * x])
    def hessianstructure(self): return np.nonzero(np.tril(np.ones((4, 4))))
    def hessian(self, x, lagrange, factor):
        H = factor * np.array([[2 * x[3], 0, 0, 0], [x[3], 0, 0, 0], [x[3], 0, 0, 0], [2 * x[0] + x[1] + x[2], x[0], x[0], 0]])
        H += lagrange[0] * np.array([[0, 0, 0, 0], [x[2] * x[3], 0, 0, 0], [x[1] * x[3], x[0] * x[3], 0, 0], [x[1] * x[2], x[0] * x[2], x[0] * x[1], 0]]) + lagrange[1] * 2 * np.eye(4)
        return H[self.hessianstructure()]
    count = 0
    def intermediate(self, alg_mod, iter_count, *rest): HS071.count = iter_count; return True
problem = cyipopt.Problem(n=4, m=2, problem_obj=HS071(), lb=[1.0] * 4, ub=[5.0] * 4, cl=[25, 40], cu=[2.0e19, 40])
problem.add_option("mu_strategy", "adaptive"); problem.add_option("tol", 1e-8); problem.add_option("linear_solver", "mumps"); problem.add_option("print_level", 0)
x, info = problem.solve([1.0, 5.0, 5.0, 1.0])
assert info["status"] == 0 and np.allclose(x, [1, 4.74299964, 3.82114998, 1.37940829], atol=1e-5) and abs(info["obj_val"] - 17.0140171) < 1e-5 and np.allclose(info["mult_g"], [-0.55229366, 0.16146857], atol=1e-5), (x, info)
assert 3 < HS071.count < 50 and len(cyipopt.IPOPT_VERSION) == 3, cyipopt.IPOPT_VERSION
try: problem.add_option("no_such_option", 1)
except TypeError: pass
else: raise AssertionError("took what is no option")
# As SciPy has it
from scipy.optimize import rosen, rosen_der, rosen_hess
found = cyipopt.minimize_ipopt(rosen, x0=[1.3, 0.7, 0.8, 1.9, 1.2], jac=rosen_der, hess=rosen_hess); assert found.success and np.allclose(found.x, 1, atol=1e-5), found
found = cyipopt.minimize_ipopt(lambda v: (v[0] - 1) ** 2 + (v[1] - 2.5) ** 2, x0=[2.0, 0.0], bounds=[(0, None), (0, None)],
                               constraints=[{"type": "ineq", "fun": lambda v: v[0] - 2 * v[1] + 2}, {"type": "ineq", "fun": lambda v: -v[0] - 2 * v[1] + 6}])
assert np.allclose(found.x, [1.4, 1.7], atol=1e-4), found
