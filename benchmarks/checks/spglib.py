"""spglib: finds the symmetry of crystals, with the C library of that name.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
import spglib
a = 5.4307
silicon = (np.eye(3) * a, [[0, 0, 0], [0, .5, .5], [.5, 0, .5], [.5, .5, 0], [.25, .25, .25], [.25, .75, .75], [.75, .25, .75], [.75, .75, .25]], [14] * 8)
assert spglib.get_spacegroup(silicon, symprec=1e-5) == "Fd-3m (227)"
found = spglib.get_symmetry_dataset(silicon)
assert found.number == 227 and found.pointgroup == "m-3m" and len(found.rotations) == 192 and set(found.wyckoffs) <= {"a", "b"} and len(set(found.equivalent_atoms)) == 1, found
lattice, positions, numbers = spglib.find_primitive(silicon)
assert len(numbers) == 2 and abs(abs(np.linalg.det(lattice)) - a ** 3 / 4) < 1e-6
rutile = (np.diag([4.594, 4.594, 2.959]), [[0, 0, 0], [.5, .5, .5], [.305, .305, 0], [.695, .695, 0], [.195, .805, .5], [.805, .195, .5]], [22, 22, 8, 8, 8, 8])
assert spglib.get_symmetry_dataset(rutile).international == "P4_2/mnm"
shaken = (rutile[0], np.array(rutile[1]) + 1e-3 * np.arange(18).reshape(6, 3) % 2.7e-3, rutile[2])
assert spglib.get_symmetry_dataset(shaken, symprec=1e-6).number < 136 == spglib.get_symmetry_dataset(shaken, symprec=.1).number
mapping, grid = spglib.get_ir_reciprocal_mesh([8, 8, 8], (lattice, positions, numbers), is_shift=[0, 0, 0])
assert len(grid) == 512 and len(np.unique(mapping)) == 29, len(np.unique(mapping))
niggli = spglib.niggli_reduce([[4, 0, 0], [20, 5, 0], [3, 7, 6]])
assert abs(abs(np.linalg.det(niggli)) - 120) < 1e-6 and np.linalg.norm(niggli, axis=1).max() < 9, niggli
spins = spglib.get_magnetic_symmetry_dataset((np.eye(3) * 2.87, [[0, 0, 0], [.5, .5, .5]], [26, 26], [1., -1.]))
assert spins.uni_number > 0 and spins.msg_type == 4, spins
