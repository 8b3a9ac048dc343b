"""cypari2: PARI's number theory in Python, by its library.

round: 9
native: yes
apt: libpari-gmp-tls9
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import cypari2
pari = cypari2.Pari()
assert repr(pari(2).zeta()) == "1.64493406684823", pari(2).zeta()
p, modulus = pari("x^3 + x^2 + x - 1"), pari("t^3 + t^2 + t - 1")
assert repr(p.factorff(3, modulus).lift().centerlift()) == "[x - t, 1; x + (t^2 + t - 1), 1; x + (-t^2 - 1), 1]", p.factorff(3, modulus)
factors = pari(2 ** 64 + 1).factor(); assert [int(n) for n in factors[0]] == [274177, 67280421310721] and [int(n) for n in factors[1]] == [1, 1], factors
assert int(pari(10 ** 30).nextprime()) == 10 ** 30 + 57 and pari(2 ** 89 - 1).isprime() and not pari(2 ** 83 - 1).isprime()
assert int(pari.fibonacci(300)) == 222232244629420445529739893461909967206666939096499764990979600
assert str(pari("polroots(x^2 - 2)")).startswith("[-1.41421356237310") and str(pari.pi(precision=200)).startswith("3.14159265358979"), pari.pi(precision=200)
curve = pari.ellinit([0, -1, 1, -10, -20]); assert [int(curve.ellap(q)) for q in (2, 3, 5, 7, 13)] == [-2, -1, 1, -2, 4]
assert int(curve.elltors()[0]) == 5, curve.elltors()
assert int(pari("quadclassunit(-23)")[0]) == 3 and int(pari("x^2 + 23").bnfinit().bnf_get_no()) == 3
matrix = pari.matrix(2, 2, [1, 2, 3, 4]); assert int(matrix.matdet()) == -2 and repr(matrix ** -1) == "[-2, 1; 3/2, -1/2]", matrix ** -1
assert repr(pari("(x^6 - 1)").factor()) == "[x - 1, 1; x + 1, 1; x^2 - x + 1, 1; x^2 + x + 1, 1]"
assert int(pari.Mod(3, 10 ** 9 + 7).__pow__(10 ** 6).lift()) == pow(3, 10 ** 6, 10 ** 9 + 7)
try: pari(1) / pari(0)
except cypari2.PariError as error: assert "impossible inverse" in str(error), error
else: raise AssertionError("divided by zero")
