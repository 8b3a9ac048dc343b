"""ase: atoms, their forces and movements; here with LAMMPS, POV-Ray and its own windows.

round: 10
native: no
display: yes
apt: python3-tk lammps povray
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, shutil, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.chdir(d); os.environ["HOME"] = d
import numpy as np
from ase import Atoms
from ase.build import bulk, molecule
from ase.calculators.emt import EMT
from ase.calculators.lammpsrun import LAMMPS
from ase.calculators.lj import LennardJones
from ase.gui.gui import GUI
from ase.gui.images import Images
from ase.io import read, write
from ase.optimize import BFGS
copper = bulk("Cu", cubic=True); copper.calc = EMT(); assert abs(copper.get_potential_energy()) < 0.05 and len(copper) == 4
nitrogen = Atoms("N2", [(0, 0, 0), (0, 0, 1.3)], calculator=EMT()); BFGS(nitrogen, logfile=None).run(fmax=0.01); assert 0.9 < nitrogen.get_distance(0, 1) < 1.2
write("a.xyz", nitrogen); write("a.cif", copper); write("a.traj", [nitrogen, nitrogen]); assert np.allclose(read("a.xyz").positions, nitrogen.positions, atol=1e-6) and len(read("a.traj", ":")) == 2 and read("a.cif").get_chemical_formula() == "Cu4"
argon = bulk("Ar", cubic=True, a=5.3) * (3, 3, 3); argon.rattle(0.1, seed=6); theirs, ours = argon.copy(), argon.copy()   # by LAMMPS as by itself
theirs.calc = LAMMPS(command=shutil.which("lmp") or "lmp", pair_style="lj/cut 7.5", pair_coeff=["1 1 0.0104 3.4"], masses=["1 39.95"], tmp_dir=d, keep_tmp_files=True)
ours.calc = LennardJones(sigma=3.4, epsilon=0.0104, rc=7.5); e, f = theirs.get_potential_energy(), theirs.get_forces()
assert e < ours.get_potential_energy() < 0.8 * e and np.allclose(f, ours.get_forces(), atol=1e-4) and np.abs(f).max() > 0.01, (e, ours.get_potential_energy())
write("w.png", molecule("H2O"), rotation="90x"); assert open("w.png", "rb").read(8) == b"\x89PNG\r\n\x1a\n"
picture = write("w.pov", molecule("CH3CH2OH"), povray_settings={"canvas_width": 120, "transparent": False}).render(); assert open(str(picture), "rb").read(4) == b"\x89PNG" and os.path.getsize(str(picture)) > 1500, picture
import matplotlib.image
pixels = matplotlib.image.imread(str(picture)); assert pixels.shape[1] == 120 and pixels.reshape(-1, pixels.shape[2])[:, :3].std() > 0.05, pixels.shape
images = Images(); images.initialize([copper, copper * (2, 1, 1)]); gui = GUI(images); win = gui.window.win; win.update()
gui.set_frame(0); win.update(); assert win.winfo_width() > 100 and gui.atoms.get_chemical_formula() == "Cu4" and len(gui.window.canvas.find_all()) > 4
gui.set_frame(1); win.update(); assert len(gui.atoms) == 8; gui.select_all(); assert gui.images.selected.all(); gui.exit()
done = subprocess.run([os.path.join(sys.prefix, "bin", "ase"), "build", "NaCl", "s.xyz", "-x", "rocksalt", "-a", "5.64"], capture_output=True, text=True, timeout=100); assert done.returncode == 0 and len(read("s.xyz")) == 2, done
