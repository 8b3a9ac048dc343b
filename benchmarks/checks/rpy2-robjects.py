"""rpy2-robjects: R inside Python: data frames, formulae, models, packages of R as Python's objects.

round: 9
native: yes
extra: numpy, pandas<3
apt: r-base-core
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np, pandas as pd
import rpy2.robjects as ro
from rpy2.robjects import default_converter, numpy2ri, pandas2ri
from rpy2.robjects.packages import STAP, importr, isinstalled
from rpy2.rinterface_lib.embedded import RRuntimeError
assert ro.r("pi")[0] == np.pi and list(ro.r.seq(1, 9, by=4)) == [1, 5, 9]
stats, base, utils = importr("stats"), importr("base"), importr("utils"); assert isinstalled("grid") and not isinstalled("no.such.package")
# Vectors, factors, matrices
v = ro.IntVector(range(1, 6)); assert list(v.ro * 2) == [2, 4, 6, 8, 10] and list(v.rx(-1)) == [2, 3, 4, 5] and v.rx2(3)[0] == 3
place = ro.FactorVector(["hut", "top", "hut"]); assert list(place.levels) == ["hut", "top"] and list(place) == [1, 2, 1] and base.table(place)[0] == 2
m = ro.r.matrix(ro.FloatVector([2, 1, 1, 3]), nrow=2); assert tuple(m.dim) == (2, 2) and np.allclose(np.array(m @ base.solve(m)), np.eye(2)) and sorted(round(x, 6) for x in m.eigen().rx2("values")) == [1.381966, 3.618034]
# A data frame, a formula and a model
frame = ro.DataFrame({"x": ro.FloatVector(range(20)), "depth": ro.FloatVector([3 + 2 * n + (-1) ** n for n in range(20)]), "place": ro.StrVector(["hut", "top"] * 10)})
assert (frame.nrow, frame.ncol) == (20, 3) and list(frame.colnames) == ["x", "depth", "place"] and frame.rx(2, "depth")[0] == 4
fit = stats.lm(ro.Formula("depth ~ x + place"), data=frame); slope = dict(zip(fit.rx2("coefficients").names, fit.rx2("coefficients"))); assert abs(slope["x"] - 2) < 1e-9 and abs(slope["(Intercept)"] - 4) < 1e-9 and abs(slope["placetop"] + 2) < 1e-9, slope
assert "Residuals" in str(base.summary(fit)) or "Call" in str(base.summary(fit))
formula = ro.Formula("y ~ x"); formula.environment["x"] = ro.FloatVector([1, 2, 3, 4]); formula.environment["y"] = ro.FloatVector([1, 4, 9, 16.5]); assert abs(stats.cor(formula.environment["x"], formula.environment["y"])[0] - np.corrcoef([1, 2, 3, 4], [1, 4, 9, 16.5])[0, 1]) < 1e-12
frame.to_csvfile("snow.csv", sep=";", row_names=False); again = ro.DataFrame.from_csvfile("snow.csv", sep=";"); assert again.nrow == 20 and open("snow.csv").readline() == '"x";"depth";"place"\n'
# numpy and pandas
with (default_converter + numpy2ri.converter).context():
    back = ro.r("function(x) x %*% t(x)")(np.arange(6.0).reshape(2, 3)); assert isinstance(back, np.ndarray) and np.array_equal(back, np.arange(6.0).reshape(2, 3) @ np.arange(6.0).reshape(2, 3).T)
table = pd.DataFrame({"n": [1, 2, 3], "name": ["a", "b", "c"], "when": pd.to_datetime(["2025-01-06", "2025-02-07", "2025-03-08"]), "kind": pd.Categorical(["u", "v", "u"])})
with (default_converter + pandas2ri.converter).context():
    ro.globalenv["table"] = table; got = ro.r("within(table[table$n > 1, ], n2 <- n ^ 2)"); assert isinstance(got, pd.DataFrame) and list(got["n2"]) == [4, 9] and list(got["name"]) == ["b", "c"] and list(got["kind"]) == ["v", "u"], got
    assert list(ro.r("as.character(table$kind)")) == ["u", "v", "u"]
# Functions both ways, own packages, S4, errors
power = ro.r("function(x, by.two = FALSE) if (by.two) x * 2 else x"); assert power(4)[0] == 4 and ro.functions.SignatureTranslatedFunction(power)(4, by_two=True)[0] == 8
assert abs(stats.integrate(ro.rinterface.rternalize(lambda x: ro.FloatVector([t * t for t in x])), 0, 3).rx2("value")[0] - 9) < 1e-9
own = STAP("melt <- function(depth, degrees) depth - 5 * degrees", "own"); assert own.melt(100, 3)[0] == 85
ro.r("setClass('Flake', representation(arms = 'numeric'))"); flake = ro.r("new('Flake', arms = 6)"); assert isinstance(flake, ro.methods.RS4) and flake.do_slot("arms")[0] == 6
try: ro.r("stop('too warm')")
except RRuntimeError as error: assert "too warm" in str(error)
else: raise AssertionError("no error")
devices = importr("grDevices"); devices.pdf("plot.pdf"); ro.r.plot(ro.IntVector(range(9)), xlab="snow"); devices.dev_off()
assert open("plot.pdf", "rb").read(5) == b"%PDF-" and os.path.getsize("plot.pdf") > 2000
