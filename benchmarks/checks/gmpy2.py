"""gmpy2: exact and precise numbers with GMP, MPFR and MPC.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import gmpy2
from gmpy2 import mpc, mpfr, mpq, mpz
assert mpz(2) ** 521 - 1 == int("1" * 521, 2) and gmpy2.is_prime(mpz(2) ** 521 - 1) and not gmpy2.is_prime(mpz(2) ** 523 - 1)
assert gmpy2.next_prime(10**20) == 100000000000000000039 and gmpy2.powmod(3, 10**50, 10**9 + 7) == pow(3, 10**50, 10**9 + 7)
assert gmpy2.fac(50) == __import__("math").factorial(50) and gmpy2.isqrt_rem(mpz(10) ** 41 + 5)[0] ** 2 <= 10**41 + 5
assert gmpy2.gcdext(240, 46)[0] == 2 and gmpy2.invert(3, 11) == 4 and mpq(1, 3) + mpq(1, 6) == mpq(1, 2)
with gmpy2.context(gmpy2.get_context(), precision=200):
    assert str(gmpy2.const_pi())[:52] == "3.14159265358979323846264338327950288419716939937510"
    assert str(gmpy2.sqrt(mpfr(2)))[:42] == "1.4142135623730950488016887242096980785696"
    assert abs(gmpy2.exp(mpc(0, gmpy2.const_pi())) + 1) < mpfr("1e-58") and gmpy2.zeta(mpfr(2)) - gmpy2.const_pi() ** 2 / 6 < mpfr("1e-58")
with gmpy2.context(round=gmpy2.RoundUp) as up:
    high = mpfr(1) / 3
    assert up.inexact
with gmpy2.context(round=gmpy2.RoundDown):
    assert mpfr(1) / 3 < high
assert gmpy2.sqrt(mpc(-4)) == mpc(0, 2) and gmpy2.from_binary(gmpy2.to_binary(mpz(-12345678901234567890))) == -12345678901234567890
assert gmpy2.mp_version().startswith("GMP ") and gmpy2.mpfr_version().startswith("MPFR ") and gmpy2.mpc_version().startswith("MPC ")
