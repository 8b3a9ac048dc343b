"""pySMT: formulas for solvers of satisfiability modulo theories; here solved by the programs z3 and cvc5, spoken to in SMT-LIB.

round: 10
native: yes
apt: cvc5 z3
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
from io import StringIO
from pysmt.exceptions import NoSolverAvailableError
from pysmt.logics import QF_BV, QF_LIA, QF_LRA, QF_UFLIA
from pysmt.shortcuts import AllDifferent, And, BV, BVMul, Equals, Function, GE, GT, Implies, Int, LE, LT, Not, Plus, Real, Solver, Symbol, Times, get_env, is_sat, is_valid, get_model
from pysmt.smtlib.parser import SmtLibParser
from pysmt.typing import BVType, FunctionType, INT, REAL
logics = [QF_LRA, QF_LIA, QF_UFLIA, QF_BV]
get_env().factory.add_generic_solver("z3-program", ["z3", "-smt2", "-in"], logics)
get_env().factory.add_generic_solver("cvc5-program", ["cvc5", "--lang=smt2", "--incremental"], logics)
letters = [Symbol(c, INT) for c in "HELOWRD"]
h, e, l, o, w, r, d = letters
puzzle = And(*(And(GE(x, Int(1)), LT(x, Int(10))) for x in letters), AllDifferent(letters), Equals(Plus(h, e, l, l, o), Int(25)), Equals(Plus(w, o, r, l, d), Int(25)))   # the README's
for name in ("z3-program", "cvc5-program"):
    with Solver(name=name, logic=QF_LIA) as solver:
        solver.add_assertion(puzzle); assert solver.solve()
        solver.push(); solver.add_assertion(GT(Plus(l, o), Int(18))); assert not solver.solve(); solver.pop(); assert solver.solve()
        got = {x.symbol_name(): solver.get_value(x).constant_value() for x in letters}
        assert sum(got[c] for c in "HELLO") == sum(got[c] for c in "WORLD") == 25 and len(set(got.values())) == 7, got
    x, y = Symbol("x", REAL), Symbol("y", REAL)
    lines = And(Equals(Plus(x, y), Real(3)), Equals(Plus(x, Times(Real(2), y)), Real(4.5)))
    model = get_model(lines, solver_name=name, logic=QF_LRA); assert str(model[x]) == str(model[y]) == "3/2" and model.satisfies(lines), model
    assert is_valid(Implies(And(LT(x, y), LT(y, Real(0))), LT(x, Real(0))), solver_name=name, logic=QF_LRA)
    a = Symbol("a", BVType(8)); both = And(Equals(BVMul(a, BV(3, 8)), BV(1, 8)))
    with Solver(name=name, logic=QF_BV) as solver:
        solver.add_assertion(both); assert solver.solve() and solver.get_value(a).constant_value() == 171   # 3 * 171 = 513
    f = Symbol("f", FunctionType(INT, [INT])); i, j = Symbol("i", INT), Symbol("j", INT)
    assert not is_sat(And(Equals(i, j), Not(Equals(Function(f, [i]), Function(f, [j])))), solver_name=name, logic=QF_UFLIA)
script = SmtLibParser().get_script(StringIO("(declare-fun n () Int)(assert (and (> n 6) (< n 8)))(check-sat)"))
with Solver(name="z3-program", logic=QF_LIA) as solver: solver.add_assertion(script.get_last_formula()); assert solver.solve() and solver.get_value(Symbol("n", INT)).constant_value() == 7
try: Solver(name="msat")
except NoSolverAvailableError: pass
else: raise AssertionError("a solver that is not there")
