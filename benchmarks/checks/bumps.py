"""bumps: fits models to data and says how sure their parameters are (with a random walk of compiled code).

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import glob, os, subprocess, sys, tempfile
import numpy as np
d = tempfile.mkdtemp(); os.environ.update(HOME=d, MPLBACKEND="agg", MPLCONFIGDIR=d)
from bumps.fitters import fit
from bumps.names import Curve, FitProblem
rng = np.random.default_rng(5)
x = np.linspace(0, 4, 60)
y = 3 * np.exp(-x / 1.5) + 0.5 + rng.normal(0, 0.05, x.size)
def decay(x, height=1, life=1, base=0): return height * np.exp(-x / life) + base
def problem():
    m = Curve(decay, x, y, np.full(60, 0.05), height=2, life=1, base=0)
    m.height.range(0, 10); m.life.range(0.1, 5); m.base.range(-2, 2)
    return FitProblem(m)
for method in ("amoeba", "lm", "newton", "de"):
    p = problem()
    result = fit(p, method=method, verbose=False)
    found = dict(zip(p.labels(), result.x))
    assert abs(found["height"] - 3) < 0.15 and abs(found["life"] - 1.5) < 0.2 and abs(found["base"] - 0.5) < 0.1, (method, found)
    assert 0.5 < p.chisq() < 1.6, (method, p.chisq())
p = problem()
result = fit(p, method="dream", samples=8000, burn=300, pop=10, verbose=False)
draw = result.state.draw()
assert draw.points.shape[0] >= 3000 and draw.points.shape[1] == 3, draw.points.shape
means, sds = draw.points.mean(0), draw.points.std(0)
found = dict(zip(p.labels(), zip(means, sds)))
for name, true in (("height", 3), ("life", 1.5), ("base", 0.5)):
    assert abs(found[name][0] - true) < 4 * found[name][1] + 0.02 and 0.005 < found[name][1] < 0.2, found
errors = dict(zip(problem().labels(), result.dx)); assert all(abs(errors[n] / found[n][1] - 1) < 0.6 for n in found), (errors, found)
np.savetxt(d + "/data.txt", np.array([x, y]).T)
open(d + "/model.py", "w").write("import numpy as np\nfrom bumps.names import *\nx, y = np.loadtxt('data.txt').T\ndef f(x, height=1, life=1, base=0): return height * np.exp(-x / life) + base\nM = Curve(f, x, y, np.full(60, 0.05), height=2, life=1, base=0)\n"
    "M.height.range(0, 10); M.life.range(0.1, 5); M.base.range(-2, 2)\nproblem = FitProblem(M)\n")
r = subprocess.run([os.path.join(sys.prefix, "bin", "bumps"), "model.py", "-b", "--fit=amoeba", "--steps=400", "--export=out", "--session=s.h5", "--err"], cwd=d, env=os.environ, capture_output=True, text=True, timeout=100)
assert r.returncode == 0, r
par, = glob.glob(d + "/out/*.par")
assert abs(float([line.split()[-1] for line in open(par) if line.startswith("life")][0]) - 1.5) < 0.2, open(par).read()
assert os.path.getsize(d + "/s.h5") > 1000
