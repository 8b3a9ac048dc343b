"""QuantLib: prices bonds and options, by the C++ library of that name.

round: 9
native: yes
apt: libgomp1 libquantlib0v5
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math
import QuantLib as ql
today = ql.Date(15, ql.January, 2024); ql.Settings.instance().evaluationDate = today
assert today.weekday() == ql.Monday and (today + ql.Period(3, ql.Months)).ISO() == "2024-04-15" and ql.TARGET().isHoliday(ql.Date(1, 5, 2024)) and not ql.TARGET().isHoliday(today)
count = ql.Actual365Fixed(); S, K, r, q, v, T = 100.0, 105.0, 0.05, 0.02, 0.25, 1.0
process = ql.BlackScholesMertonProcess(ql.QuoteHandle(ql.SimpleQuote(S)), ql.YieldTermStructureHandle(ql.FlatForward(today, q, count)), ql.YieldTermStructureHandle(ql.FlatForward(today, r, count)),
    ql.BlackVolTermStructureHandle(ql.BlackConstantVol(today, ql.NullCalendar(), v, count)))
option = ql.VanillaOption(ql.PlainVanillaPayoff(ql.Option.Call, K), ql.EuropeanExercise(today + 365))
option.setPricingEngine(ql.AnalyticEuropeanEngine(process))
N = lambda x: (1 + math.erf(x / math.sqrt(2))) / 2
d1 = (math.log(S / K) + (r - q + v * v / 2) * T) / (v * math.sqrt(T)); d2 = d1 - v * math.sqrt(T)
exact = S * math.exp(-q * T) * N(d1) - K * math.exp(-r * T) * N(d2)
assert abs(option.NPV() - exact) < 1e-9 and abs(option.delta() - math.exp(-q * T) * N(d1)) < 1e-9, (option.NPV(), exact)
assert abs(option.impliedVolatility(exact, process) - v) < 1e-3
option.setPricingEngine(ql.BinomialVanillaEngine(process, "crr", 801)); assert abs(option.NPV() - exact) < 0.02, option.NPV()
option.setPricingEngine(ql.FdBlackScholesVanillaEngine(process, 200, 400)); assert abs(option.NPV() - exact) < 0.02, option.NPV()
option.setPricingEngine(ql.MCEuropeanEngine(process, "PseudoRandom", timeSteps=1, requiredSamples=50000, seed=42)); assert abs(option.NPV() - exact) < 0.4, option.NPV()
american = ql.VanillaOption(ql.PlainVanillaPayoff(ql.Option.Put, K), ql.AmericanExercise(today, today + 365))
american.setPricingEngine(ql.BinomialVanillaEngine(process, "lr", 401)); put = exact - S * math.exp(-q) + K * math.exp(-r); assert put < american.NPV() < put + 1, (put, american.NPV())
schedule = ql.Schedule(today, ql.Date(15, 1, 2029), ql.Period(ql.Annual), ql.NullCalendar(), ql.Unadjusted, ql.Unadjusted, ql.DateGeneration.Backward, False)
bond = ql.FixedRateBond(0, 100.0, schedule, [0.04], ql.Thirty360(ql.Thirty360.BondBasis))
bond.setPricingEngine(ql.DiscountingBondEngine(ql.YieldTermStructureHandle(ql.FlatForward(today, 0.05, ql.Thirty360(ql.Thirty360.BondBasis), ql.Compounded, ql.Annual))))
assert len(bond.cashflows()) == 6 and abs(bond.cleanPrice() - (sum(4 / 1.05 ** n for n in range(1, 6)) + 100 / 1.05 ** 5)) < 1e-6, bond.cleanPrice()
helpers = [ql.DepositRateHelper(ql.QuoteHandle(ql.SimpleQuote(rate)), ql.Period(months, ql.Months), 0, ql.NullCalendar(), ql.Unadjusted, False, count) for rate, months in ((0.03, 3), (0.035, 6), (0.04, 12))]
curve = ql.PiecewiseLogLinearDiscount(today, helpers, count)
assert abs(curve.discount(ql.Date(15, 1, 2025)) - 1 / (1 + 0.04 * 366 / 365)) < 1e-9 and len(curve.nodes()) == 4, curve.nodes()
matrix = ql.Matrix(2, 2); matrix[0][0] = matrix[1][1] = 2.0; matrix[0][1] = matrix[1][0] = 1.0
decomposition = ql.SymmetricSchurDecomposition(matrix); values = decomposition.eigenvalues(); assert sorted(round(x, 9) for x in values) == [1.0, 3.0]
try: ql.Date(31, 2, 2024)
except RuntimeError as error: assert "day" in str(error), error
else: raise AssertionError("no error")
