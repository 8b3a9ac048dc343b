"""sasmodels: models of small-angle scattering; each is C that is compiled when it is first used.

round: 4
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
os.environ["HOME"] = d = tempfile.mkdtemp(); os.environ["SAS_DLL_PATH"] = d + "/compiled"; os.environ["SAS_OPENCL"] = "none"; os.environ["SAS_MODELPATH"] = d
import numpy as np
from sasmodels.bumps_model import Experiment, Model
from sasmodels.core import load_model
from sasmodels.data import empty_data1D
from sasmodels.direct_model import DirectModel, call_kernel
q = np.logspace(-3, -0.5, 100)
kernel = load_model("sphere", dtype="double", platform="dll").make_kernel([q])
got = call_kernel(kernel, dict(radius=60.0, scale=1.0, background=0.0, sld=4.0, sld_solvent=1.0))
def sphere(q, r): return 1e-4 * (3.0 * 3 * (np.sin(q * r) - q * r * np.cos(q * r)) / (q * r) ** 3) ** 2 * 4 / 3 * np.pi * r**3
assert np.allclose(got, sphere(q, 60.0), rtol=1e-4, atol=1e-8), (got / sphere(q, 60.0))[:5]
wide = call_kernel(kernel, dict(radius=60.0, background=0.0, sld=4.0, sld_solvent=1.0, radius_pd=0.2, radius_pd_n=40, radius_pd_type="gaussian"))
assert wide[0] > got[0] and wide[60:].min() > 10 * got[60:].min()
assert any(name.endswith(".so") for name in os.listdir(d + "/compiled")), os.listdir(d + "/compiled")
open(d + "/flake.py", "w").write('''"""A user's own model."""
name = "flake"; title = "own"; description = "own"; category = "shape-independent"
parameters = [["slope", "", 2.0, [0, 10], "", "the slope"]]
Iq = """return pow(q, -slope);"""
''')
own = load_model(d + "/flake.py", dtype="double", platform="dll").make_kernel([q])
assert np.allclose(call_kernel(own, dict(slope=3.0, scale=2.0, background=1.0)), 2 * q**-3.0 + 1)
both = DirectModel(empty_data1D(q, resolution=0.05), load_model("cylinder@hardsphere", dtype="double", platform="dll"))(radius=20, length=200, volfraction=0.2)
assert np.isfinite(both).all() and (both > 0).all()
