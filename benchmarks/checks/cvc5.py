"""cvc5: decides formulas of logic, arithmetic, bit vectors and strings (SMT).

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import cvc5
from cvc5 import Kind
from cvc5.pythonic import And, BitVec, Int, Ints, Not, Or, Real, Solver, String, Length, Concat, StringVal, Distinct, sat, unsat, prove
x, y = Ints("x y")
s = Solver()
s.add(x * x + y * y == 25, x > y, y > 0)
assert s.check() == sat and (s.model()[x].as_long(), s.model()[y].as_long()) == (4, 3), s.model()
r = Real("r")
s = Solver(); s.add(3 * r == 1, r < 2 * r); assert s.check() == sat and s.model()[r].as_fraction() * 3 == 1
s = Solver(); s.add(r * r < 0); assert s.check() == unsat
b = BitVec("b", 32)
s = Solver(); s.add(b * 3 == 0x12345677, b & 1 == 1); assert s.check() == sat
assert s.model()[b].as_long() * 3 % 2 ** 32 == 0x12345677
t = String("t")
s = Solver(); s.add(Concat(StringVal("sn"), t) == StringVal("snow"), Length(t) == 2); assert s.check() == sat and s.model()[t].as_string() in ("ow", '"ow"')
# six queens, by the API of the C++ library
tm = cvc5.TermManager()
solver = cvc5.Solver(tm)
solver.setOption("produce-models", "true"); solver.setOption("produce-unsat-assumptions", "true"); solver.setLogic("QF_LIA")
n, integer = 6, tm.getIntegerSort()
q = [tm.mkConst(integer, f"q{i}") for i in range(n)]
for i in range(n):
    solver.assertFormula(tm.mkTerm(Kind.LEQ, tm.mkInteger(0), q[i], tm.mkInteger(n - 1)))
    for j in range(i):
        diff = tm.mkTerm(Kind.SUB, q[i], q[j])
        for k in (0, i - j, j - i): solver.assertFormula(tm.mkTerm(Kind.NOT, tm.mkTerm(Kind.EQUAL, diff, tm.mkInteger(k))))
assert solver.checkSat().isSat()
row = [int(str(solver.getValue(v))) for v in q]
assert sorted(row) == list(range(n)) and len({c + i for i, c in enumerate(row)}) == n == len({c - i for i, c in enumerate(row)}), row
bad = tm.mkTerm(Kind.EQUAL, q[0], q[1])
assert solver.checkSatAssuming(bad).isUnsat() and solver.getUnsatAssumptions() == [bad]
parser = cvc5.InputParser(cvc5.Solver(tm))
parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, "(set-logic QF_UF)(declare-sort U 0)(declare-fun f (U) U)(declare-const a U)(assert (= (f (f (f a))) a))(assert (= (f (f (f (f (f a))))) a))(assert (not (= (f a) a)))(check-sat)", "in")
said = []
while not (command := parser.nextCommand()).isNull(): said.append(command.invoke(parser.getSolver(), parser.getSymbolManager()))
assert "".join(s.decode() if isinstance(s, bytes) else s for s in said).strip() == "unsat", said
