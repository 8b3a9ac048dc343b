"""pyscipopt: optimisation with whole numbers and nonlinear terms, by the solver SCIP.

round: 10
native: yes
apt: zlib1g
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import gzip, math, os, tempfile
from pyscipopt import Conshdlr, Model, SCIP_RESULT, quicksum, sin
d = tempfile.mkdtemp()
def quiet(name="snow"): model = Model(name); model.hideOutput(); return model
weights, values = [12, 2, 1, 4, 1], [4, 2, 1, 10, 2]
model = quiet(); take = [model.addVar(f"t{i}", vtype="B") for i in range(5)]
model.addCons(quicksum(w * t for w, t in zip(weights, take)) <= 15, "room"); model.setObjective(quicksum(v * t for v, t in zip(values, take)), "maximize"); model.optimize()
assert model.getStatus() == "optimal" and model.getObjVal() == 15 and [round(model.getVal(t)) for t in take] == [0, 1, 1, 1, 1]
for name in ("a.lp", "a.mps", "a.cip"):
    model.writeProblem(d + "/" + name, verbose=False); again = quiet(); again.readProblem(d + "/" + name); again.optimize(); assert again.getObjVal() in (15, -15) and len(again.getVars(transformed=False)) == 5, name
open(d + "/b.lp.gz", "wb").write(gzip.compress(open(d + "/a.lp", "rb").read())); again = quiet(); again.readProblem(d + "/b.lp.gz"); again.optimize(); assert again.getObjVal() == 15   # by zlib
line = quiet(); x, y = line.addVar("x", lb=0), line.addVar("y", lb=0); line.setPresolve(0); a = line.addCons(x + 2 * y >= 4, "a"); b = line.addCons(3 * x + y >= 6, "b"); line.setObjective(x + y); line.optimize()
assert abs(line.getObjVal() - 2.8) < 1e-6 and abs(line.getVal(x) - 1.6) < 1e-6
curve = quiet(); x, y = curve.addVar("x", lb=-2, ub=2), curve.addVar("y", lb=-5, ub=5); curve.addCons(x ** 2 + y ** 2 <= 2); curve.addCons(y <= sin(x)); curve.setObjective(x + y, "maximize"); curve.optimize()
assert abs(curve.getVal(y) - math.sin(curve.getVal(x))) < 1e-4 and 1.9 < curve.getObjVal() < 2.0, curve.getObjVal()
none = quiet(); z = none.addVar("z", vtype="I", lb=1, ub=3); none.addCons(2 * z == 5); none.optimize(); assert none.getStatus() == "infeasible"
class Apart(Conshdlr):   # no two in a row
    def conscheck(self, constraints, solution, *words): return {"result": SCIP_RESULT.FEASIBLE if self.good(solution) else SCIP_RESULT.INFEASIBLE}
    def good(self, solution): return all(self.model.getSolVal(solution, p) + self.model.getSolVal(solution, q) < 1.5 for p, q in zip(self.model.data, self.model.data[1:]))
    def cut(self):
        for p, q in zip(self.model.data, self.model.data[1:]):
            if self.model.getSolVal(None, p) + self.model.getSolVal(None, q) > 1.5: self.model.addCons(p + q <= 1); return {"result": SCIP_RESULT.CONSADDED}
        return {"result": SCIP_RESULT.FEASIBLE}
    def consenfolp(self, *words): return self.cut()
    def consenfops(self, *words): return self.cut()
    def conslock(self, constraint, kind, positive, negative):
        for variable in self.model.data: self.model.addVarLocks(variable, negative, positive)
path = quiet(); path.data = [path.addVar(f"v{i}", vtype="B") for i in range(7)]; path.includeConshdlr(Apart(), "apart", "none beside another", enfopriority=-10, chckpriority=-10, needscons=False); path.setBoolParam("misc/allowstrongdualreds", False); path.setBoolParam("misc/allowweakdualreds", False)
path.setObjective(quicksum((i % 3 + 1) * v for i, v in enumerate(path.data)), "maximize"); path.optimize(); assert path.getObjVal() == 7, path.getObjVal()
