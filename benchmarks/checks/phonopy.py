"""phonopy: vibrations of crystals, from the forces on displaced atoms; its sums are C with OpenMP.

round: 8
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, tempfile
os.environ["MPLBACKEND"] = "agg"; os.environ["MPLCONFIGDIR"] = tempfile.mkdtemp()
d = tempfile.mkdtemp(); os.chdir(d)
import numpy as np
from phonopy import Phonopy
from phonopy.structure.atoms import PhonopyAtoms
# argon's lattice, with springs between the nearest neighbours
a, spring, mass = 5.3, 1.0, 39.948
cell = PhonopyAtoms(symbols=["Ar"] * 4, cell=np.eye(3) * a, scaled_positions=[[0, 0, 0], [0, .5, .5], [.5, 0, .5], [.5, .5, 0]], masses=[mass] * 4)
phonon = Phonopy(cell, supercell_matrix=np.diag([3, 3, 3]), primitive_matrix="F")
assert phonon.symmetry.dataset.number == 225 and len(phonon.supercell) == 108 and len(phonon.primitive) == 1
phonon.generate_displacements(distance=0.01)
assert len(phonon.supercells_with_displacements) == 1   # by symmetry one is enough
rest = phonon.supercell.scaled_positions
def forces(moved):
    shift = (moved - rest + 0.5) % 1 - 0.5
    bond = rest[None] - rest[:, None]; bond -= np.round(bond); bond = bond * a * 3
    length = np.linalg.norm(bond, axis=2); near = abs(length - a / np.sqrt(2)) < 1e-3
    assert (near.sum(1) == 12).all()
    unit = np.where(near[..., None], bond / np.where(near, length, 1)[..., None], 0)
    apart = (shift[None] - shift[:, None]) * a * 3
    return spring * np.einsum("ijk,ijl,ijl->ik", unit, unit, apart)
phonon.forces = [forces(c.scaled_positions) for c in phonon.supercells_with_displacements]
phonon.produce_force_constants()
phonon.symmetrize_force_constants()
# what the theory says: THz at X and at the centre
unit = np.sqrt(1.602176634e-19 / 1e-20 / 1.66053907e-27 / mass) / 2 / np.pi / 1e12
got = phonon.run_qpoints([[0, 0.5, 0.5]]).frequencies[0]
assert np.allclose(got, unit * np.sqrt(np.array([4, 4, 8]) * spring), rtol=1e-3), (got, unit)
assert np.abs(phonon.run_qpoints([[0, 0, 0]]).frequencies[0]).max() < 1e-2
phonon.run_mesh([12, 12, 12], with_eigenvectors=True, is_mesh_symmetry=False)
phonon.run_total_dos(); phonon.run_projected_dos()
x, dos = phonon.total_dos.frequency_points, phonon.total_dos.dos
assert abs(np.trapezoid(dos, x) - 3) < 0.05 and abs(x[dos > 0.01].max() - got[2]) < 0.1, (np.trapezoid(dos, x), x[dos > 0.01].max())
phonon.run_mesh([12, 12, 12]); phonon.run_thermal_properties(t_min=0, t_max=1000, t_step=100)
heat = phonon.thermal_properties.heat_capacity
assert abs(heat[-1] - 3 * 8.314462) < 0.15 and heat[0] == 0 and (np.diff(heat) > 0).all(), heat
phonon.save(d + "/snow.yaml", settings={"force_constants": True})
own = lambda *words: subprocess.run([os.path.join(sys.prefix, "bin", words[0]), *words[1:]], cwd=d, capture_output=True, text=True, timeout=100)
r = own("phonopy-load", "snow.yaml", "--mesh", "8", "8", "8", "-t", "--band", "0 0 0  0 1/2 1/2", "-s", "-p")
assert r.returncode == 0 and os.path.exists(d + "/thermal_properties.yaml") and os.path.exists(d + "/band.yaml"), (r, os.listdir(d))
assert any(name.endswith(".pdf") for name in os.listdir(d)), os.listdir(d)
