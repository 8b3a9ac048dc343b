"""python-casacore: tables, images, quantities and measures of radio astronomy, by casacore.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.chdir(d)
import numpy as np
from casacore import tables, quanta, images, functionals, fitting
from casacore.measures import measures
desc = tables.maketabdesc([tables.makescacoldesc("TIME", 0.0), tables.makescacoldesc("NAME", ""), tables.makearrcoldesc("DATA", 0j, shape=[4, 2])])
with tables.table("snow.tab", desc, nrow=6, ack=False) as t:
    t.putcol("TIME", np.arange(6) * 10.0); t.putcol("NAME", [f"CS{i:03}" for i in range(6)])
    t.putcol("DATA", (np.arange(48).reshape(6, 2, 4) if t.getcoldesc("DATA")["shape"].tolist() == [2, 4] else np.arange(48).reshape(6, 4, 2)) * (1 + 1j))
    t.putkeyword("OBSERVER", "Ada")
with tables.table("snow.tab", ack=False) as t:
    assert t.nrows() == 6 and sorted(t.colnames()) == ["DATA", "NAME", "TIME"] and t.getkeyword("OBSERVER") == "Ada"
    assert t.getcell("DATA", 5).ravel()[-1] == 47 + 47j
    q = tables.taql("select NAME, abs(sum(DATA)) as S from $t where TIME > 25 orderby TIME desc")
    assert list(q.getcol("NAME")) == ["CS005", "CS004", "CS003"] and np.isclose(q.getcell("S", 0), abs(sum(range(40, 48)) * (1 + 1j))), q.getcol("S")
    assert [len(part) for part in t.iter("TIME")] == [1] * 6
tables.default_ms("t.ms").close()
with tables.table("t.ms", ack=False) as ms: assert {"UVW", "ANTENNA1", "FLAG"} <= set(ms.colnames()) and "ANTENNA" in ms.getkeywords()
speed = quanta.quantity("36km/h").get("m/s"); assert abs(speed.get_value() - 10) < 1e-9
assert quanta.quantity("12:00:00").get("deg").get_value() == 180 and quanta.quantity("5 Jy") .get_unit() == "Jy"
im = images.image("i.img", values=np.arange(60, dtype="f4").reshape(6, 10)); assert im.shape() == [6, 10] and im.statistics()["max"][0] == 59
im.tofits("i.fits"); assert np.array_equal(images.image("i.fits").getdata(), np.arange(60.0).reshape(6, 10)) and open("i.fits", "rb").read(6) == b"SIMPLE"
fit = fitting.fitserver(); x = np.linspace(-3, 3, 50); g = functionals.gaussian1d([6.0, 0.5, 1.5])
fit.functional(functionals.gaussian1d([4.0, 0.0, 1.0]), x, g(x)); assert np.allclose(fit.solution(), [6.0, 0.5, 1.5], atol=1e-4), fit.solution()
dm = measures(); pole = dm.direction("J2000", "12h51m26.28s", "27d07m41.7s")   # the galaxy's north pole
assert abs(dm.measure(pole, "GALACTIC")["m1"]["value"] - np.pi / 2) < 1e-4
assert abs(dm.separation(dm.direction("J2000", "0deg", "0deg"), dm.direction("J2000", "90deg", "0deg")).get_value("deg") - 90) < 1e-9
mjd = dm.epoch("UTC", "2000-01-01T12:00:00")["m0"]["value"]; assert abs(mjd - 51544.5) < 1e-9, mjd
