"""MDAnalysis: molecules that move: reads and writes trajectories, distances on all cores by OpenMP, and alignment.

round: 4
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import MDAnalysis as mda, numpy as np
from MDAnalysis.analysis import align, rms
from MDAnalysis.lib import distances
d = tempfile.mkdtemp(); rng = np.random.default_rng(3)
n = 60
u = mda.Universe.empty(3 * n, n_residues=n, atom_resindex=np.repeat(np.arange(n), 3), trajectory=True)
for name, values in (("names", ["N", "CA", "C"] * n), ("types", ["N", "C", "C"] * n), ("elements", ["N", "C", "C"] * n), ("resnames", ["GLY", "ALA"] * (n // 2)), ("resids", list(range(1, n + 1))), ("masses", [14.0, 12.0, 12.0] * n), ("chainIDs", ["A"] * 3 * n)):
    u.add_TopologyAttr(name, values)
u.atoms.positions = rng.uniform(0, 40, (3 * n, 3)); u.dimensions = [40, 40, 40, 90, 90, 90]
start = u.atoms.positions.copy()
u.atoms.write(d + "/a.pdb"); u.atoms.write(d + "/a.gro")
for kind in ("xtc", "trr", "dcd"):
    with mda.Writer(f"{d}/a.{kind}", len(u.atoms)) as w:
        for step in range(10): u.atoms.positions = start + step; w.write(u.atoms)
for kind in ("xtc", "trr", "dcd"):
    moved = mda.Universe(d + "/a.pdb", f"{d}/a.{kind}")
    assert len(moved.trajectory) == 10 and len(moved.select_atoms("name CA and resname ALA")) == n // 2, kind
    moved.trajectory[7]; assert np.allclose(moved.atoms.positions, start + 7, atol=0.02), kind
    result = rms.RMSD(moved, select="name CA").run().results.rmsd
    assert result.shape == (10, 3) and result[:, 2].max() < 0.05, (kind, result)   # it only went aside
align.AlignTraj(moved, mda.Universe(d + "/a.pdb"), select="all", filename=d + "/b.dcd").run()
back = mda.Universe(d + "/a.pdb", d + "/b.dcd"); back.trajectory[9]; assert np.allclose(back.atoms.positions, start, atol=0.05)
a, box = start.astype("f4"), np.array([40, 40, 40, 90, 90, 90], dtype="f4")
one, many = (distances.distance_array(a, a, box=box, backend=b) for b in ("serial", "OpenMP"))
assert np.allclose(one, many) and one.max() <= np.sqrt(3) * 20 + 1e-3
assert distances.USED_OPENMP
pairs = distances.self_capped_distance(a, max_cutoff=5, box=box, return_distances=False)
assert len(pairs) == (np.triu(one, 1)[np.triu_indices(3 * n, 1)] < 5).sum()
assert abs(u.atoms.center_of_mass() - u.atoms.positions.mean(axis=0)).max() < 3 and u.select_atoms("protein").n_atoms == 3 * n
