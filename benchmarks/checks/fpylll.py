"""fpylll: reduces the bases of lattices with fplll, and finds their shortest vectors.

round: 8
native: yes
extra: cysignals
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math
from fpylll import BKZ, CVP, FPLLL, GSO, IntegerMatrix, LLL, Enumeration, EvaluatorStrategy
from fpylll.algorithms.bkz2 import BKZReduction
FPLLL.set_random_seed(8)
def square(v): return sum(int(x) ** 2 for x in v)
# a small one that is known
A = IntegerMatrix.from_matrix([[1, 1, 1], [-1, 0, 2], [3, 5, 6]])
LLL.reduction(A)
assert sorted(square(row) for row in A) == [1, 2, 5], list(map(list, A))
# a knapsack of big numbers, solved by its short vector
chosen = [1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1]
weights = [pow(7, 31 * k + 11, 2**61 - 1) for k in range(20)]; total = sum(w * c for w, c in zip(weights, chosen))
B = IntegerMatrix(21, 21)
for k in range(20): B[k, k] = 2; B[k, 20] = weights[k] * 1000
for k in range(20): B[20, k] = 1
B[20, 20] = total * 1000
LLL.reduction(B)
BKZ.reduction(B, BKZ.Param(10))
short = next(row for row in map(list, B) if row[20] == 0 and all(abs(x) == 1 for x in row[:20]))
assert [(1 - x) // 2 for x in short[:20]] in (chosen, [1 - c for c in chosen]), short
# a random one of dimension 40: the same lattice after each reduction, ever shorter vectors
Q = IntegerMatrix.random(40, "qary", k=20, bits=24); U = IntegerMatrix.identity(40)
start = IntegerMatrix(Q)
M = GSO.Mat(Q, U=U); M.update_gso(); LLL.Reduction(M)()
assert (U * start) == Q and LLL.is_reduced(Q)
after_lll = square(Q[0])
BKZReduction(Q)(BKZ.Param(20, max_loops=4, flags=BKZ.MAX_LOOPS))
after_bkz = square(Q[0])
M = GSO.Mat(Q, float_type="long double"); M.update_gso()
found = Enumeration(M, strategy=EvaluatorStrategy.BEST_N_SOLUTIONS).enumerate(0, 40, after_bkz * 1.001, 0)   # the shortest of all
best = square(Q.multiply_left([int(x) for x in found[0][1]]))
root = math.exp(sum(math.log(M.get_r(k, k)) for k in range(40)) / 80)   # of its volume, q to the 20th
assert best <= after_bkz <= after_lll and best <= 40 * root**2 and abs(root - math.sqrt(start[39, 39])) / root < 1e-6, (best, after_bkz, after_lll, root)
assert abs(found[0][0] - best) < 1e-3 * best, (found[0][0], best)
# the nearest of its vectors
C = IntegerMatrix.from_matrix([[4, 1, 0], [0, 5, 1], [1, 0, 6]])
target = (13, 22, 17); near = CVP.closest_vector(C, target)
every = min(sum((sum(c * C[k, j] for k, c in enumerate((x, y, z))) - target[j]) ** 2 for j in range(3)) for x in range(-9, 10) for y in range(-9, 10) for z in range(-9, 10))
assert sum((n - t) ** 2 for n, t in zip(near, target)) == every, (near, every)
# arbitrary precision of MPFR
FPLLL.set_precision(200)
P = IntegerMatrix.random(30, "intrel", bits=900)
G = GSO.Mat(P, float_type="mpfr"); G.update_gso(); LLL.Reduction(G)()
assert FPLLL.get_precision() == 200 and max(square(row) for row in P) < 2 ** (2 * 45), max(square(row) for row in P)
