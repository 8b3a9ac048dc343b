"""pysph: fluids as particles; equations that are written in Python are compiled when they are used, with OpenMP.

round: 9
native: yes
apt: build-essential libgomp1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
os.environ.update(HOME=os.getcwd())      # what is compiled, is kept below it
import numpy as np
from pysph.base.kernels import CubicSpline
from pysph.base.nnps import LinkedListNNPS
from pysph.base.utils import get_particle_array
from pysph.solver.application import Application
from pysph.solver.utils import get_files, load
from pysph.sph.equation import Equation, Group
from pysph.sph.scheme import WCSPHScheme
from pysph.tools.sph_evaluator import SPHEvaluator
from cyarray.api import UIntArray
# Neighbours
rng = np.random.default_rng(6); x, y = rng.random(500), rng.random(500)
dots = get_particle_array(name="dots", x=x, y=y, h=np.full(500, 0.05), m=np.ones(500))
nnps = LinkedListNNPS(dim=2, particles=[dots], radius_scale=2.0); found = UIntArray()
for n in (0, 123, 499):
    nnps.get_nearest_particles(0, 0, n, found); near = set(map(int, found.get_npy_array())); assert near == set(map(int, np.flatnonzero(np.hypot(x - x[n], y - y[n]) < 0.1))), n
# An equation of one's own: the density is the sum of what is near
class Summed(Equation):
    def initialize(self, d_idx, d_rho):
        d_rho[d_idx] = 0.0
    def loop(self, d_idx, s_idx, d_rho, s_m, WIJ):
        d_rho[d_idx] += s_m[s_idx] * WIJ
SPHEvaluator([dots], [Group(equations=[Summed(dest="dots", sources=["dots"])])], dim=2, kernel=CubicSpline(dim=2)).evaluate()
kernel = CubicSpline(dim=2); wanted = [sum(kernel.kernel(rij=r, h=0.05) for r in np.hypot(x - x[n], y - y[n])) for n in range(0, 500, 50)]
assert np.allclose(dots.rho[::50], wanted, rtol=1e-9), (dots.rho[::50], wanted)
# A drop that is pulled to an ellipse keeps its area; its axis is known
class Drop(Application):
    dx = 0.05
    def create_scheme(self):
        scheme = WCSPHScheme(["fluid"], [], dim=2, rho0=1.0, c0=1400.0, h0=self.dx * 1.3, hdx=1.3, gamma=7.0, alpha=0.1, beta=0.0)
        scheme.configure_solver(dt=1e-5, tf=0.0076); return scheme
    def create_particles(self):
        x, y = (a.ravel() for a in np.mgrid[-1.05:1.05 + 1e-4:self.dx, -1.05:1.05 + 1e-4:self.dx]); inside = np.hypot(x, y) <= 1; x, y = x[inside], y[inside]; one = np.ones_like(x)
        fluid = get_particle_array(name="fluid", x=x, y=y, m=one * self.dx ** 2, rho=one, h=one * 1.3 * self.dx, u=-100 * x, v=100 * y); self.scheme.setup_properties([fluid]); return [fluid]
app = Drop(fname="drop", output_dir="out"); app.run(["--openmp", "--pfreq=400"])
fluid = app.particles[0]; a, speed, dt = 1.0, 100.0, 1e-6
for _ in range(7600): speed, a = speed + dt * speed ** 2 * (a ** 4 - 1) / (a ** 4 + 1), a - dt * a * speed
assert abs(fluid.y.max() - 1 / a) < 0.12 and abs(fluid.x.max() - a) < 0.12, (fluid.y.max(), 1 / a, fluid.x.max(), a)
assert abs(fluid.x.mean()) < 0.002 and len(fluid.x) > 1000 and 0.9 < np.median(fluid.rho) < 1.1, (fluid.x.mean(), len(fluid.x), np.median(fluid.rho))
files = get_files("out", "drop"); data = load(files[-1]); assert len(files) >= 2 and data["solver_data"]["t"] > 0.007 and np.allclose(sorted(data["arrays"]["fluid"].y), sorted(fluid.y), atol=1e-4)
