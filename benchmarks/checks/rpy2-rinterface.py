"""rpy2-rinterface: R inside Python, as near to R's library as can be: its values, functions, environments, errors.

round: 9
native: yes
apt: r-base-core
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import array, math
import rpy2.rinterface as ri
from rpy2.rinterface_lib import callbacks, embedded
said = []; callbacks.consolewrite_print = said.append; callbacks.consolewrite_warnerror = said.append
ri.initr()
assert int(ri.evalr("R.version$major")[0]) >= 4 and ri.evalr("1 + 2 * 3")[0] == 7.0
# Vectors of each kind, both ways; missing values; the memory is shared
base = ri.baseenv
numbers = ri.FloatSexpVector([1.5, -2.0, 4.25]); assert base["sum"](numbers)[0] == 3.75 and list(base["rev"](numbers)) == [4.25, -2.0, 1.5]
whole = ri.IntSexpVector(range(10)); view = whole.memoryview(); view[3] = 300; assert whole[3] == 300 and base["max"](whole)[0] == 300 and array.array("i", view)[9] == 9
assert list(ri.BoolSexpVector([True, False, True])) == [True, False, True] and list(ri.ComplexSexpVector([1 + 2j]))[0] == 1 + 2j and bytes(ri.ByteSexpVector(b"\x00snow")) == b"\x00snow"
words = base["toupper"](ri.StrSexpVector(["snöw", "ice"])); assert list(words) == ["SNÖW", "ICE"] and base["nchar"](words)[0] == 4
gaps = ri.evalr("c(1L, NA, 3L)"); assert gaps[1] is ri.NA_Integer and ri.evalr("NA_character_")[0] is ri.NA_Character and math.isnan(ri.evalr("NA_real_")[0]) and ri.evalr("NULL") is ri.NULL
# Lists, attributes, classes
frame = ri.evalr("data.frame(depth = c(10, 20, 35), place = c('hut', 'top', 'hut'), stringsAsFactors = TRUE)")
assert frame.typeof == ri.RTYPES.VECSXP and list(frame.names) == ["depth", "place"] and list(frame.rclass) == ["data.frame"] and list(frame[0]) == [10.0, 20.0, 35.0] and list(frame[1].do_slot("levels")) == ["hut", "top"]
# Functions: those of R, and those of Python that R calls
env = ri.globalenv; env["snow"] = frame
fit = ri.evalr("lm(depth ~ x, data = data.frame(x = 1:4, depth = c(3, 5, 7, 9)))"); slope = fit[list(fit.names).index("coefficients")]; assert abs(slope[0] - 1) < 1e-9 and abs(slope[1] - 2) < 1e-9
assert list(ri.evalr("tapply(snow$depth, snow$place, mean)")) == [22.5, 20.0] and "snow" in env
power = ri.evalr("function(x, times = 2) x ^ times"); assert isinstance(power, ri.SexpClosure) and power(ri.FloatSexpVector([3]))[0] == 9 and power(ri.FloatSexpVector([2]), times=ri.IntSexpVector([5]))[0] == 32
called = []
@ri.rternalize
def bowl(x): called.append(x[0]); return ri.FloatSexpVector([(x[0] - 3) ** 2 + 1])
found = base["do.call"](ri.evalr("optimize"), ri.ListSexpVector([bowl, ri.FloatSexpVector([-10, 10])])); assert abs(found[0][0] - 3) < 1e-3 and abs(found[1][0] - 1) < 1e-6 and len(called) > 3, list(found)
roots = sorted(z.real for z in ri.evalr("polyroot(c(6, -5, 1))")); assert abs(roots[0] - 2) < 1e-6 and abs(roots[1] - 3) < 1e-6
q = ri.evalr("solve(matrix(c(2, 1, 1, 3), 2), c(3, 5))"); assert abs(q[0] - 0.8) < 1e-9 and abs(q[1] - 1.4) < 1e-9
own = base["new.env"](); own["x"] = ri.IntSexpVector([6]); assert ri.evalr("x * 7L", envir=own)[0] == 42 and "x" not in env
# What is printed, and what goes wrong
ri.evalr("cat('it snows\\n'); print(summary(c(1, 2, 3)))"); assert "it snows" in "".join(said) and "Median" in "".join(said), said
try: ri.evalr("stop('too ', 'warm')")
except embedded.RRuntimeError as error: assert "too warm" in str(error)
else: raise AssertionError("no error")
assert len(ri.parse("a <- 1; b <- 2")) == 2
again = base["unserialize"](base["serialize"](frame, ri.NULL)); assert base["identical"](again, frame)[0] is True
