"""sfepy: finite elements: fields, terms and integrals in C, solved by UMFPACK.

round: 9
native: yes
extra: scikit-umfpack
apt: libsuitesparse-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
os.environ.update(HOME=os.getcwd(), MPLBACKEND="agg")
import subprocess
import numpy as np
from sfepy.base.base import IndexedStruct
from sfepy.discrete import Equation, Equations, FieldVariable, Integral, Material, Problem
from sfepy.discrete.conditions import Conditions, EssentialBC
from sfepy.discrete.fem import FEDomain, Field, Mesh
from sfepy.mechanics.matcoefs import stiffness_from_youngpoisson
from sfepy.mesh.mesh_generators import gen_block_mesh
from sfepy.solvers.ls import ScipyDirect, ScipyUmfpack
from sfepy.solvers.nls import Newton
from sfepy.terms import Term
def ends(domain, long): return [domain.create_region(name, f"vertices in x {how}", "facet") for name, how in (("Left", "< 1e-6"), ("Right", f"> {long - 1e-6}"))]
def solved(problem, linear):
    status = IndexedStruct(); problem.set_solver(Newton({"eps_a": 1e-8, "i_max": 3}, lin_solver=linear({}), status=status)); state = problem.solve(); assert status.condition == 0, status; return state
# Heat in a block: linear between its ends; both solvers agree
mesh = gen_block_mesh([2, 1, 1], [9, 5, 5], [1, 0.5, 0.5], name="block", verbose=False); assert mesh.n_nod == 225 and mesh.n_el == 128
domain = FEDomain("domain", mesh); omega = domain.create_region("Omega", "all"); left, right = ends(domain, 2)
field = Field.from_args("temperature", np.float64, "scalar", omega, approx_order=2); t, s = FieldVariable("t", "unknown", field), FieldVariable("s", "test", field, primary_var_name="t"); integral = Integral("i", order=4)
coef = Material("coef", val=1.0); heat = Problem("heat", equations=Equations([Equation("balance", Term.new("dw_laplace(coef.val, s, t)", integral, omega, coef=coef, s=s, t=t))]))
heat.set_bcs(ebcs=Conditions([EssentialBC("cold", left, {"t.0": -10.0}), EssentialBC("warm", right, {"t.0": 20.0})]))
found = [np.array(solved(heat, linear)()) for linear in (ScipyUmfpack, ScipyDirect)]; assert np.allclose(*found)
where = field.get_coor(); assert len(where) > 1000 and np.allclose(t(), -10 + 15 * where[:, 0], atol=1e-8)
assert abs(heat.evaluate("ev_integrate.2.Omega(t)") - 10) < 1e-8 and abs(heat.evaluate("ev_volume.2.Omega(t)") - 2) < 1e-9
flow = heat.evaluate("ev_grad.2.Omega(t)", mode="el_avg"); assert np.allclose(flow[:, 0, :, 0], [15, 0, 0], atol=1e-8), flow[0]
# A bar that is drawn: it gets longer and thinner
vector = Field.from_args("displacement", np.float64, "vector", omega, approx_order=1); u, v = FieldVariable("u", "unknown", vector), FieldVariable("v", "test", vector, primary_var_name="u")
steel = Material("steel", D=stiffness_from_youngpoisson(3, young=200.0, poisson=0.25)); bar = Problem("bar", equations=Equations([Equation("balance", Term.new("dw_lin_elastic(steel.D, v, u)", integral, omega, steel=steel, v=v, u=u))]))
corner = domain.create_region("Corner", "vertices in (x < 1e-6) & (y < 1e-6) & (z < 1e-6)", "vertex"); edge = domain.create_region("Edge", "vertices in (x < 1e-6) & (y > 0.999) & (z < 1e-6)", "vertex")
bar.set_bcs(ebcs=Conditions([EssentialBC("held", left, {"u.0": 0.0}), EssentialBC("drawn", right, {"u.0": 0.02}), EssentialBC("corner", corner, {"u.[1,2]": 0.0}), EssentialBC("edge", edge, {"u.2": 0.0})]))
state = solved(bar, ScipyUmfpack); moved = u().reshape(-1, 3); place = vector.get_coor()
assert np.allclose(moved[:, 0], 0.01 * place[:, 0], atol=1e-7) and np.allclose(moved[:, 1], -0.0025 * place[:, 1], atol=1e-7), np.c_[place, moved][:5]
stress = bar.evaluate("ev_cauchy_stress.2.Omega(steel.D, u)", mode="el_avg", steel=steel); assert np.allclose(stress[:, 0, 0, 0], 2.0, atol=1e-6) and np.abs(stress[:, 0, 1:, 0]).max() < 1e-6
# Files, and a problem that is told in one
bar.save_state("bar.vtk", state); again = Mesh.from_file("bar.vtk"); assert again.n_nod == 225 and np.allclose(again.coors, mesh.coors)
mesh.write("block.mesh")
with open("told.py", "w") as file: file.write("""filename_mesh = 'block.mesh'
regions = {'Omega': 'all', 'L': ('vertices in (x < 1e-6)', 'facet'), 'R': ('vertices in (x > 1.99999)', 'facet')}
fields = {'f': ('real', 1, 'Omega', 1)}
materials = {'m': ({'k': 2.0},)}
variables = {'t': ('unknown field', 'f', 0), 's': ('test field', 'f', 't')}
ebcs = {'a': ('L', {'t.0': 2.0}), 'b': ('R', {'t.0': -2.0})}
integrals = {'i': 2}
equations = {'e': 'dw_laplace.i.Omega(m.k, s, t) = 0'}
solvers = {'ls': ('ls.scipy_umfpack', {}), 'newton': ('nls.newton', {'i_max': 1, 'eps_a': 1e-10})}
options = {'nls': 'newton', 'ls': 'ls'}
""")
r = subprocess.run([os.path.join(sys.prefix, "bin", "sfepy-run"), "told.py", "-o", "told"], capture_output=True, text=True, timeout=120); assert r.returncode == 0 and os.path.getsize("told.vtk") > 5000, (r.stdout[-800:], r.stderr[-800:])
