"""pplpy: convex polyhedra, exactly, by the Parma Polyhedra Library (and GMP).

round: 5
native: yes
"""

import os, sys

sys.path[:] = [
    p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))
]  # the files here have the packages' names
import ppl
from gmpy2 import mpz

x, y, z = ppl.Variable(0), ppl.Variable(1), ppl.Variable(2)
cs = ppl.Constraint_System()
for c in (x >= 0, y >= 0, x + y <= 4, x + 3 * y <= 6):
    cs.insert(c)
square = ppl.C_Polyhedron(cs)
points = sorted(
    tuple(int(c) for c in g.coefficients())
    for g in square.minimized_generators()
    if g.is_point() and g.divisor() == 1
)
assert points == [(0, 0), (0, 2), (3, 1), (4, 0)], square.minimized_generators()
best = square.maximize(2 * x + 3 * y)
assert best["bounded"] and best["sup_n"] == 9 and best["sup_d"] == 1 and best["maximum"], best
program = ppl.MIP_Problem(2, cs, 5 * x + 8 * y)
program.add_to_integer_space_dimensions(ppl.Variables_Set(x, y))
assert program.solve()["status"] == "optimized" and program.optimal_value() == 23, program.optimal_value()
big = mpz(10) ** 40 + 1
cube = ppl.C_Polyhedron(3, "universe")
for v in (x, y, z):
    cube.add_constraint(v >= 0)
    cube.add_constraint(v <= big)
assert cube.maximize(x + y + z)["sup_n"] == 3 * big and len(cube.minimized_generators()) == 8
hull = ppl.C_Polyhedron(ppl.Generator_System(ppl.point(0 * x + 0 * y)))
hull.add_generator(ppl.point(x + 0 * y))
hull.add_generator(ppl.ray(x + y))
assert (
    not hull.is_bounded()
    and len(hull.minimized_constraints()) == 3
    and hull.contains(ppl.C_Polyhedron(ppl.point(5 * x + 5 * y)))
)
