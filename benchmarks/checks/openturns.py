"""OpenTURNS: uncertainties; distributions, sampling, reliability and surrogate models by its C++ library.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math
import openturns as ot
ot.RandomGenerator.SetSeed(1)
normal = ot.Normal(1.0, 2.0)
assert abs(normal.computeCDF(1.0) - 0.5) < 1e-12 and abs(normal.computeQuantile(0.975)[0] - (1 + 2 * 1.959963985)) < 1e-6
sample = normal.getSample(5000)
fitted = ot.NormalFactory().build(sample)
assert abs(fitted.getParameter()[0] - 1) < 0.15 and abs(fitted.getParameter()[1] - 2) < 0.1 and ot.FittingTest.Kolmogorov(sample, normal).getPValue() > 0.001
f = ot.SymbolicFunction(["x", "y"], ["x - y"])
inputs = ot.JointDistribution([ot.Normal(7.0, 1.0), ot.Normal(3.0, 1.0)])
event = ot.ThresholdEvent(ot.CompositeRandomVector(f, ot.RandomVector(inputs)), ot.Less(), 0.0)
solver = ot.Cobyla(); solver.setStartingPoint(inputs.getMean()); form = ot.FORM(solver, event); form.run()
assert abs(form.getResult().getHasoferReliabilityIndex() - 4 / math.sqrt(2)) < 1e-2
square = ot.SymbolicFunction(["x"], ["sin(x)"]); x = ot.Sample([[i / 2] for i in range(12)])
model = ot.GaussianProcessFitter(x, square(x), ot.SquaredExponential(1), ot.ConstantBasisFactory(1).build()); model.run()
regression = ot.GaussianProcessRegression(model.getResult()); regression.run()
assert abs(regression.getResult().getMetaModel()([2.2])[0] - math.sin(2.2)) < 1e-2
points = inputs.getSample(200); algorithm = ot.FunctionalChaosAlgorithm(points, f(points), inputs); algorithm.run()
assert abs(ot.FunctionalChaosRandomVector(algorithm.getResult()).getMean()[0] - 4) < 1e-3
assert abs(ot.GaussKronrod().integrate(ot.SymbolicFunction(["x"], ["x^2"]), ot.Interval(0, 3))[0] - 9) < 1e-9
minimum = ot.NLopt(ot.OptimizationProblem(ot.SymbolicFunction(["x"], ["(x-2)^2+1"])), "LN_COBYLA"); minimum.setStartingPoint([0.0]); minimum.run()
assert abs(minimum.getResult().getOptimalPoint()[0] - 2) < 1e-2
