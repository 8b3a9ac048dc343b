"""lrcalc: Littlewood-Richardson coefficients, Schubert calculus and fusion products, by the C library of that name.

round: 9
native: yes
apt: liblrcalc1t64
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import lrcalc
assert lrcalc.mult([2, 1], [2]) == {(2, 2, 1): 1, (4, 1): 1, (3, 1, 1): 1, (3, 2): 1}
assert lrcalc.skew([3, 2, 1], [2, 1]) == {(2, 1): 2, (1, 1, 1): 1, (3,): 1}
assert lrcalc.lrcoef([3, 2, 1], [2, 1], [2, 1]) == 2 and lrcalc.lrcoef([3, 3], [2, 1], [2, 1]) == 1 and lrcalc.lrcoef([4, 4], [2, 1], [2, 1]) == 0
# Of the square of s_21: as many words as the product of the two dimensions says (hook lengths)
def dimension(shape):
    size, hooks = 1, 1
    for n in range(1, sum(shape) + 1): size *= n
    for i, row in enumerate(shape):
        for j in range(row): hooks *= row - j + sum(1 for below in shape[i + 1:] if below > j)
    return size // hooks
square = lrcalc.mult([3, 2, 1], [3, 2, 1])
assert max(square.values()) > 3 and sum(n * dimension(shape) for shape, n in square.items()) == dimension([3, 2, 1]) ** 2 * 924, square   # 924: 12 over 6
assert lrcalc.mult([2, 1], [2, 1], 2) == {(4, 2): 1, (3, 3): 1}   # at most two rows
assert lrcalc.coprod([2, 1]) == {((2, 1), ()): 1, ((2,), (1,)): 1, ((1, 1), (1,)): 1}, lrcalc.coprod([2, 1])
# The quantum cohomology of the Grassmannian of planes in four dimensions, and Schubert polynomials
assert lrcalc.mult_quantum([2], [2], 2, 2) == {(2, 2): 1} and lrcalc.mult_quantum([2, 1], [2, 1], 2, 2) == {(2,): 1, (1, 1): 1}
assert lrcalc.schubmult([1, 3, 2], [1, 3, 2]) == {(2, 3, 1): 1, (1, 4, 2, 3): 1} and lrcalc.schubmult([1, 3, 2], [2, 1]) == {(2, 3, 1): 1, (3, 1, 2): 1}
assert lrcalc.mult_fusion([2, 1], [2, 1], 3, 2) == {(2, 2, 2): 1, (3, 2, 1): 1}
