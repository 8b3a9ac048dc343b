"""minizinc: solves problems of constraints, by the program minizinc and its solvers.

round: 10
native: yes
apt: minizinc
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import datetime, os, tempfile
import minizinc
d = tempfile.mkdtemp()
assert minizinc.default_driver is not None and minizinc.default_driver.parsed_version >= (2, 6, 0), minizinc.default_driver
gecode = minizinc.Solver.lookup("gecode"); assert gecode.name == "Gecode" and gecode.id == "org.gecode.gecode", gecode
model = minizinc.Model(); model.add_string("var -100..100: x; int: a; int: b; int: c; constraint a*(x*x) + b*x = c; solve satisfy;")
instance = minizinc.Instance(gecode, model); instance["a"], instance["b"], instance["c"] = 1, 4, 0
result = instance.solve(all_solutions=True)
assert result.status is minizinc.Status.ALL_SOLUTIONS and sorted(result[i, "x"] for i in range(len(result))) == [-4, 0], result
open(d + "/queens.mzn", "w").write('include "alldifferent.mzn"; int: n; array[1..n] of var 1..n: q;\nconstraint alldifferent(q) /\\ alldifferent(i in 1..n)(q[i] + i) /\\ alldifferent(i in 1..n)(q[i] - i); solve satisfy;\n')
queens = minizinc.Instance(gecode, minizinc.Model(d + "/queens.mzn")); queens["n"] = 6
result = queens.solve(all_solutions=True)
assert sorted(one.q for one in result.solution) == [[2, 4, 6, 1, 3, 5], [3, 6, 2, 5, 1, 4], [4, 1, 5, 2, 6, 3], [5, 3, 1, 6, 4, 2]], result
with queens.branch() as child:
    child.add_string("constraint q[1] = 4;"); assert child.solve().solution.q == [4, 1, 5, 2, 6, 3]
open(d + "/data.dzn", "w").write("weight = [12, 2, 1, 4, 1]; value = [4, 2, 1, 10, 2];\n")
sack = minizinc.Model(); sack.add_string("array[1..5] of int: weight; array[1..5] of int: value; array[1..5] of var bool: take;\nconstraint sum(i in 1..5)(weight[i] * take[i]) <= 15; solve maximize sum(i in 1..5)(value[i] * take[i]);")
sack.add_file(d + "/data.dzn")
for name in ("gecode", "chuffed", "cbc"):
    try: solver = minizinc.Solver.lookup(name)
    except LookupError: assert name != "gecode"; continue
    best = minizinc.Instance(solver, sack).solve(timeout=datetime.timedelta(seconds=60))
    assert best.status is minizinc.Status.OPTIMAL_SOLUTION and best.objective == 15 and best["take"] == [False, True, True, True, True], (name, best)
none = minizinc.Instance(gecode, minizinc.Model()); none.add_string("var 1..3: x; constraint x > 5; solve satisfy;")
assert none.solve().status is minizinc.Status.UNSATISFIABLE
bad = minizinc.Instance(gecode, minizinc.Model()); bad.add_string("var 1..3: x; constraint y > 5;")
try: bad.solve()
except minizinc.error.MiniZincError as error: assert "y" in str(error), error
else: raise AssertionError("solved what has no meaning")
