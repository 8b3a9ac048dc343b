"""LAMMPS: moves molecules; Lennard-Jones's liquid by the library, and by its program in two processes of MPI.

round: 4
native: yes
extra: lammps[mpi], mpi4py, numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, re, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d; os.chdir(d)
text = """units lj
atom_style atomic
lattice fcc 0.8442
region box block 0 5 0 5 0 5
create_box 1 box
create_atoms 1 box
mass 1 1.0
velocity all create 1.44 87287 loop geom
pair_style lj/cut 2.5
pair_coeff 1 1 1.0 1.0 2.5
neighbor 0.3 bin
fix 1 all nve
thermo 50
thermo_modify norm yes
run 100
"""
open("in.melt", "w").write(text)
env = {**os.environ, "OMP_NUM_THREADS": "1"}
for number in (1, 2):
    run = [os.path.join(sys.prefix, "bin", "mpiexec"), "-n", "2"] if number == 2 else []
    r = subprocess.run([*run, os.path.join(sys.prefix, "bin", "lmp"), "-in", "in.melt", "-log", f"log{number}"], env=env, capture_output=True, text=True, timeout=200)
    assert r.returncode == 0 and f"on {number} procs" in r.stdout and "500 atoms" in r.stdout, (r.stdout[-3000:], r.stderr[-3000:])
from mpi4py import MPI
from lammps import lammps
assert MPI.COMM_WORLD.Get_size() == 1
lmp = lammps(cmdargs=["-log", "none", "-screen", "none"])
lmp.commands_string(text)
assert lmp.get_natoms() == 500 and lmp.extract_global("ntimestep") == 100
x = lmp.numpy.extract_atom("x")[:500]
assert x.shape[1] == 3 and abs(x).max() < 10
energy = lmp.get_thermo("etotal"); temperature = lmp.get_thermo("temp")
assert -5 < energy < -4 and 0.5 < temperature < 1.0, (energy, temperature)
last = re.findall(r"^ +100 +(\S+)", open("log2").read(), re.M)
assert abs(float(last[0]) - temperature) < 1e-3, (last, temperature)
lmp.close()
