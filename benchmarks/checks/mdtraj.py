"""mdtraj: reads, writes and measures the trajectories of molecular dynamics.

native: no
extra: numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import mdtraj as md, numpy as np
top = md.Topology()
chain = top.add_chain()
for i in range(20):
    residue = top.add_residue("ALA", chain)
    top.add_atom("CA", md.element.carbon, residue)
rng = np.random.default_rng(0)
xyz = rng.random((10, 20, 3)).astype("float32") * 2
traj = md.Trajectory(xyz, top, time=np.arange(10))
d = tempfile.mkdtemp()
traj.save(d + "/t.pdb")
for ext in ("xtc", "trr", "dcd"):
    traj.save(d + "/t." + ext)
    back = md.load(d + "/t." + ext, top=d + "/t.pdb")
    assert back.n_frames == 10 and np.allclose(back.xyz, xyz, atol=2e-3), ext
assert md.rmsd(traj, traj, 3)[3] < 1e-2 and md.rmsd(traj, traj, 3)[0] > 0.1
assert np.allclose(md.compute_distances(traj, [[0, 5]])[:, 0], np.linalg.norm(xyz[:, 0] - xyz[:, 5], axis=1), atol=1e-4)
assert (md.shrake_rupley(traj[:2]).sum(axis=1) > 0).all()
assert np.isfinite(traj.superpose(traj, 0).xyz).all() and md.compute_rg(traj).shape == (10,)
