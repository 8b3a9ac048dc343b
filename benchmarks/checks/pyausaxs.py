"""pyausaxs: small-angle scattering of molecules, by the C++ library AUSAXS.

round: 9
native: yes
apt: libcurl4t64
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, tempfile
import numpy as np
import pyausaxs as ausaxs
random = np.random.default_rng(6); n = 60
x, y, z = random.uniform(-20, 20, (3, n)); w = np.ones(n) * 2.0; q = np.linspace(0.01, 0.5, 40)
r = np.sqrt(sum((a[:, None] - a[None, :]) ** 2 for a in (x, y, z)))
exact = np.array([4 * np.sinc(k * r / math.pi).sum() for k in q])   # Debye's formula
got = ausaxs.sasview.debye_no_ff(q, x, y, z, w)
assert np.allclose(got, exact, rtol=0.03), (got / exact)
d = tempfile.mkdtemp()
with open(d + "/a.pdb", "w") as out:
    for i in range(n): out.write(f"ATOM  {i + 1:5}  CA  ALA A{i + 1:4}    {x[i]:8.3f}{y[i]:8.3f}{z[i]:8.3f}  1.00  0.00           C  \n")
    out.write("END\n")
pdb = ausaxs.read_pdb(d + "/a.pdb"); molecule = ausaxs.create_molecule(pdb)
ax, ay, az, weights, kinds = molecule.atoms(); assert len(ax) == n and np.allclose(sorted(ax), sorted(x), atol=2e-3) and np.all(weights > 0), (ax, weights)
centre = np.array([a.mean() for a in (x, y, z)]); rg = math.sqrt(sum(((a - c) ** 2).mean() for a, c in zip((x, y, z), centre)))
assert abs(molecule.Rg() - rg) < 0.05 * rg, (molecule.Rg(), rg)
histogram = molecule.distance_histogram(); assert histogram.counts_aa().sum() > 0 and len(histogram.bins()) == len(histogram.counts_total())
qs, intensity = molecule.debye_raw(); assert len(qs) == len(intensity) > 20 and np.all(np.isfinite(intensity)) and intensity[0] > intensity[-1] > 0
assert np.allclose(molecule.debye_raw(q)[1] / molecule.debye_raw(q)[1][0], exact / exact[0], rtol=0.1, atol=0.01), molecule.debye_raw(q)[1] / exact
assert len(molecule.waters()[0]) == 0; molecule.hydrate(); assert len(molecule.waters()[0]) > 10; molecule.clear_hydration(); assert len(molecule.waters()[0]) == 0
try: ausaxs.read_pdb(d + "/none.pdb")
except Exception as error: assert str(error), error
else: raise AssertionError("read what is not there")
