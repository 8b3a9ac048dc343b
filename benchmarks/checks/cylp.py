"""CyLP: linear and mixed-integer programs, modelled in Python and solved by COIN-OR's CLP and CBC.

round: 7
native: yes
apt: coinor-libcbc-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import numpy as np
from cylp.cy import CyClpSimplex
from cylp.py.modeling.CyLPModel import CyLPArray, CyLPModel
from cylp.py.pivots import DantzigPivot
def bakery(integer):
    model = CyLPModel()
    x = model.addVariable("x", 2, isInt=integer)
    model.addConstraint(np.matrix([[6.0, 4.0], [1.0, 2.0]]) * x <= CyLPArray([24.0, 6.0]))
    model.addConstraint(x >= 0)
    model.objective = CyLPArray([-5.0, -4.0]) * x
    return model
s = CyClpSimplex(bakery(False))
assert s.primal() == "optimal" and abs(s.objectiveValue + 21) < 1e-7, s.objectiveValue   # the textbook's corner: 3 and 1.5
assert np.allclose(s.primalVariableSolution["x"], [3, 1.5])
assert np.allclose([d for v in s.dualConstraintSolution.values() for d in v], [-0.75, -0.5]), s.dualConstraintSolution
assert s.dual() == "optimal"
s = CyClpSimplex(bakery(False))
s.setPivotMethod(DantzigPivot(s))   # its pivots chosen in Python
assert s.primal() == "optimal" and abs(s.objectiveValue + 21) < 1e-7
s = CyClpSimplex(bakery(True))
cbc = s.getCbcModel()
cbc.logLevel = 0
cbc.solve()
assert cbc.status == "solution" and abs(cbc.objectiveValue + 20) < 1e-7, (cbc.status, cbc.objectiveValue)   # in whole loaves: 4 and 0
assert np.allclose(cbc.primalVariableSolution["x"], [4, 0])
d = tempfile.mkdtemp()
open(d + "/a.mps", "w").write("NAME          SNOW\nROWS\n N  COST\n G  NEED\n L  ROOM\nCOLUMNS\n    A         COST         2.0   NEED         1.0\n    A         ROOM         1.0\n"
    "    B         COST         3.0   NEED         2.0\nRHS\n    RHS       NEED         8.0   ROOM         2.0\nENDATA\n")
s = CyClpSimplex()
assert s.readMps(d + "/a.mps") == 0 and s.initialSolve() == "optimal" and abs(s.objectiveValue - 12) < 1e-7, s.objectiveValue
s.writeMps(d + "/b.mps")
t = CyClpSimplex()
t.readMps(d + "/b.mps"); t.primal()
assert abs(t.objectiveValue - 12) < 1e-7 and (t.nVariables, t.nConstraints) == (2, 2)
