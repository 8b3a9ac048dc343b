"""pybammsolvers: PyBaMM's IDAKLU, which solves stiff and algebraic equations with SUNDIALS, SuiteSparse and CasADi.

round: 7
native: yes
extra: pybamm
apt: libomp-dev libopenblas-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import tempfile
os.environ.update(PYBAMM_DISABLE_TELEMETRY="true", MPLCONFIGDIR=tempfile.mkdtemp())
import numpy as np
import pybamm
from pybammsolvers import idaklu
assert idaklu.sundials_error_message(-4), idaklu.sundials_error_message(-4)   # a word of SUNDIALS
model = pybamm.BaseModel()
u, v, k = pybamm.Variable("u"), pybamm.Variable("v"), pybamm.InputParameter("k")
model.rhs = {u: -k * v}
model.algebraic = {v: 2 * u - v}
model.initial_conditions = {u: 1, v: 2}
model.variables = {"u": u, "v": v}
model.events = [pybamm.Event("low", u - 0.2)]
pybamm.Discretisation().process_model(model)
solver = pybamm.IDAKLUSolver(rtol=1e-8, atol=1e-10)
s = solver.solve(model, np.linspace(0, 2, 50), inputs={"k": 0.5}, calculate_sensitivities=True)
t = s["u"].t_pts if hasattr(s["u"], "t_pts") else s.t
assert s.t[-1] > 1.5 and np.abs(s["u"].entries - np.exp(-s.t)).max() < 1e-6, s["u"].entries   # du/dt = -u
assert np.abs(s["v"].entries - 2 * np.exp(-s.t)).max() < 1e-6
slope = np.asarray(s["u"].sensitivities["k"]).ravel()
assert np.abs(slope + 2 * s.t * np.exp(-s.t)).max() < 1e-4, slope   # by k
low = solver.solve(model, np.linspace(0, 5, 50), inputs={"k": 0.5})
assert "low" in low.termination and abs(low.t[-1] - np.log(5)) < 1e-3, (low.termination, low.t[-1])
battery = pybamm.Simulation(pybamm.lithium_ion.SPM(), solver=pybamm.IDAKLUSolver())
volts = battery.solve([0, 1800])["Terminal voltage [V]"].entries
assert 3.6 < volts[0] < 4.0 and 3.2 < volts[-1] < volts[0] and (np.diff(volts) < 0).all(), volts
