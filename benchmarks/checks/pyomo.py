"""pyomo: models of what is to be optimised, for solvers; here GLPK's and CBC's.

round: 10
native: yes
apt: glpk-utils coinor-cbc
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import pyomo.environ as pyo
from pyomo.opt import SolverStatus, TerminationCondition
def knapsack():
    m = pyo.ConcreteModel(); value = {"hammer": 8, "wrench": 3, "screwdriver": 6, "towel": 11}; weight = {"hammer": 5, "wrench": 7, "screwdriver": 4, "towel": 3}
    m.things = pyo.Set(initialize=list(value)); m.x = pyo.Var(m.things, within=pyo.Binary)
    m.value = pyo.Objective(expr=sum(value[i] * m.x[i] for i in m.things), sense=pyo.maximize); m.weight = pyo.Constraint(expr=sum(weight[i] * m.x[i] for i in m.things) <= 14); return m
def diet():
    m = pyo.ConcreteModel(); m.x, m.y = pyo.Var(domain=pyo.NonNegativeReals), pyo.Var(domain=pyo.NonNegativeReals); m.dual = pyo.Suffix(direction=pyo.Suffix.IMPORT)
    m.o = pyo.Objective(expr=40 * m.x + 30 * m.y, sense=pyo.maximize); m.a = pyo.Constraint(expr=m.x + m.y <= 12); m.b = pyo.Constraint(expr=2 * m.x + m.y <= 16); return m
for name in ("glpk", "cbc"):
    solver = pyo.SolverFactory(name); assert solver.available(), name; print(name, solver.version())
    m = knapsack(); result = solver.solve(m); assert result.solver.status == SolverStatus.ok and result.solver.termination_condition == TerminationCondition.optimal
    assert pyo.value(m.value) == 25 and {i for i in m.things if pyo.value(m.x[i]) > 0.5} == {"hammer", "screwdriver", "towel"}, name
    m = diet(); solver.solve(m); assert abs(pyo.value(m.o) - 400) < 1e-6 and abs(m.x() - 4) < 1e-6 and abs(m.y() - 8) < 1e-6 and abs(abs(m.dual[m.a]) - 20) < 1e-6 and abs(abs(m.dual[m.b]) - 10) < 1e-6, (name, m.dual[m.a])
    m.c = pyo.Constraint(expr=m.x + m.y >= 20); result = solver.solve(m, load_solutions=False); assert result.solver.termination_condition in (TerminationCondition.infeasible, TerminationCondition.other), result.solver
m = diet(); m.write("snow.lp"); m.write("snow.nl"); m.write("snow.mps"); assert "max" in open("snow.lp").read() and open("snow.nl").read(1) == "g"
# Piecewise, by binaries
m = pyo.ConcreteModel(); m.x, m.y = pyo.Var(bounds=(0, 10)), pyo.Var(); m.p = pyo.Piecewise(m.y, m.x, pw_pts=[0, 3, 6, 10], f_rule=[0, 6, 2, 5], pw_constr_type="EQ"); m.o = pyo.Objective(expr=m.y, sense=pyo.maximize)
pyo.SolverFactory("cbc").solve(m); assert abs(m.x() - 3) < 1e-6 and abs(m.y() - 6) < 1e-6, m.x()
