"""xrayutilities: X-ray diffraction of crystals: their lattices, angles, simulated curves, and data gridded by C.

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d; os.chdir(d)
import h5py
import numpy as np
import xrayutilities as xu
si, ge = xu.materials.Si, xu.materials.Ge
assert abs(si.a - 5.431) < 0.002 and abs(np.linalg.norm(si.Q(0, 0, 4)) - 8 * np.pi / si.a) < 1e-9
hxrd = xu.HXRD((1, 1, 0), (0, 0, 1), en="CuKa1")
om, chi, phi, tt = hxrd.Q2Ang(si.Q(0, 0, 4))
assert abs(tt - 69.13) < 0.02 and abs(om - tt / 2) < 1e-6, (om, tt)
back = np.array(hxrd.Ang2Q(om, tt)).ravel(); assert np.allclose(np.linalg.norm(back), np.linalg.norm(si.Q(0, 0, 4))), back
assert abs(xu.en2lam(8047.8) - 1.5406) < 1e-3 and abs(si.StructureFactor(si.Q(0, 0, 2))) < 1e-3 * abs(si.StructureFactor(si.Q(0, 0, 4)))
rng = np.random.default_rng(6); x, y = rng.uniform(-1, 1, 200000), rng.uniform(-2, 2, 200000)
grid = xu.Gridder2D(40, 50); grid(x, y, 3 * x - y)
assert grid.data.shape == (40, 50) and np.abs(grid.data - (3 * grid.xaxis[:, None] - grid.yaxis[None, :])).max() < 0.2
cube = xu.Gridder3D(10, 11, 12); cube(x, y, x * y, np.full_like(x, 7.0)); assert cube.data.shape == (10, 11, 12) and set(np.unique(cube.data)) == {0.0, 7.0}
area = hxrd.Ang2Q; area.init_area("z-", "x+", cch1=100, cch2=100, Nch1=200, Nch2=200, distance=1.0, pwidth1=5e-5, pwidth2=5e-5)
qx, qy, qz = hxrd.Ang2Q.area(np.linspace(34, 35, 5), np.linspace(68.5, 69.5, 5)); assert qx.shape == (5, 200, 200) and abs(np.sqrt(qx**2 + qy**2 + qz**2)[2, 100, 100] - 4 * np.pi / hxrd.wavelength * np.sin(np.radians(34.5))) < 0.01
sub = xu.simpack.Layer(si, np.inf); film = xu.simpack.Layer(xu.materials.SiGe(0.3), 300, relaxation=0.0)
stack = xu.simpack.PseudomorphicStack001("SiGe on Si", sub, film)
qz = np.linspace(4.3, 4.75, 600); intensity = xu.simpack.KinematicalModel(stack, energy="CuKa1").simulate(qz, hkl=(0, 0, 4))
assert abs(qz[intensity.argmax()] - 8 * np.pi / si.a) < 0.01
below = qz < 4.61; assert 4.5 < qz[below][intensity[below].argmax()] < 4.6, qz[below][intensity[below].argmax()]   # the film, wider across than silicon
with h5py.File("scan.h5", "w") as f: f["x"], f["y"] = qz, intensity
peak = xu.math.gauss_fit(np.arange(50.0), xu.math.Gauss1d(np.arange(50.0), 23.5, 3.0, 100.0, 2.0))[0]; assert np.allclose(peak[:3], (23.5, 3.0, 100.0), atol=0.05), peak
powder = xu.simpack.PowderModel(xu.simpack.Powder(si, 1), I0=100); tth = np.arange(20, 80, 0.05); curve = powder.simulate(tth); powder.close()
for want in (28.44, 47.30, 56.12): assert curve[np.abs(tth - want) < 0.4].max() > 20 * np.median(curve), want
