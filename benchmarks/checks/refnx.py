"""refnx: fits layers' thicknesses to reflected neutrons and X-rays, by C extensions.

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import numpy as np
from refnx.analysis import CurveFitter, GlobalObjective, Objective, Parameter, Transform, process_chain
from refnx.dataset import ReflectDataset
from refnx.reflect import SLD, ReflectModel, Slab, Structure, reflectivity
d = tempfile.mkdtemp(); os.chdir(d)
q = np.geomspace(0.008, 0.3, 150)
def model(thick, rough):
    air, film, si = SLD(0.0, "air"), SLD(3.47, "film"), SLD(2.07, "si")
    structure = air | film(thick, rough) | si(0, 3)
    return ReflectModel(structure, bkg=1e-7, dq=5.0), structure
truth, structure = model(250.0, 4.0)
exact = truth(q)
assert exact[0] > 0.98 and exact[-1] < 1e-4 and structure.sld_profile()[1].max() > 3.4
layers = np.array([[0, 0, 0, 0], [250, 3.47, 0, 4], [0, 2.07, 0, 3]])   # a plain sum of Abeles' matrices beside the C one
def abeles(q):
    k = np.sqrt(q**2 / 4 - 4 * np.pi * 1e-6 * (layers[:, 1][:, None] - layers[0, 1]) + 0j)
    r01, r12 = ((k[i] - k[i + 1]) / (k[i] + k[i + 1]) * np.exp(-2 * k[i] * k[i + 1] * layers[i + 1, 3] ** 2) for i in (0, 1))
    phase = np.exp(2j * k[1] * 250); return np.abs((r01 + r12 * phase) / (1 + r01 * r12 * phase)) ** 2
assert np.allclose(reflectivity(q, layers, scale=1, bkg=0, dq=0), abeles(q), rtol=1e-6)
rng = np.random.default_rng(6)
np.savetxt("data.txt", np.c_[q, exact * (1 + 0.02 * rng.standard_normal(len(q))), 0.02 * exact])
data = ReflectDataset("data.txt"); assert len(data) == 150
guess, structure = model(243.0, 6.0)
structure[1].thick.setp(vary=True, bounds=(200, 300)); structure[1].rough.setp(vary=True, bounds=(1, 10)); guess.scale.setp(vary=True, bounds=(0.8, 1.2))
objective = Objective(guess, data, transform=Transform("logY"))
before = objective.chisqr(); fitter = CurveFitter(objective, nwalkers=30)
fitter.fit("differential_evolution", seed=1, verbose=False, maxiter=60, workers=1)
assert abs(structure[1].thick.value - 250) < 1 and abs(structure[1].rough.value - 4) < 0.5 and objective.chisqr() < 220 < before, (str(objective), before)
fitter.sample(40, random_state=2, verbose=False, pool=1); process_chain(objective, fitter.chain)
assert 0 < structure[1].thick.stderr < 1 and abs(structure[1].thick.value - 250) < 1, structure[1].thick
