"""meshio: reads and writes the meshes of many programs, and turns one kind into another.

round: 6
native: no
extra: meshio[all]
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
import meshio
import numpy as np
d = tempfile.mkdtemp(); os.chdir(d)
points = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1, 2)], dtype=float)
cells = [("hexahedron", np.array([[0, 1, 4, 3, 6, 7, 10, 9], [1, 2, 5, 4, 7, 8, 11, 10]]))]
mesh = meshio.Mesh(points, cells, point_data={"cold": points.sum(axis=1)}, cell_data={"depth": [np.array([1.5, -2.0])]})
for name, data in (("a.vtu", 1), ("a.vtk", 1), ("a.xdmf", 1), ("a.e", 0), ("a.med", 0), ("a.msh", 0), ("a.inp", 0), ("a.bdf", 0), ("a.mesh", 0)):
    (mesh if data else meshio.Mesh(points, cells)).write(name)
    again = meshio.read(name)
    assert np.allclose(again.points, points), name
    assert sum(len(c.data) for c in again.cells) == 2 and again.cells[0].type == "hexahedron" and (np.vstack([c.data for c in again.cells]) == cells[0][1]).all(), (name, again.cells)
    if data: assert np.allclose(again.point_data["cold"], mesh.point_data["cold"]) and np.allclose(np.hstack(again.cell_data["depth"]).ravel(), [1.5, -2.0]), (name, again)
assert open("a.med", "rb").read(4) == b"\x89HDF" and open("a.e", "rb").read(4) in (b"\x89HDF", b"CDF\x01", b"CDF\x02")
with meshio.xdmf.TimeSeriesWriter("t.xdmf") as writer:
    writer.write_points_cells(points, cells)
    for t in (0.0, 0.5, 1.0): writer.write_data(t, point_data={"cold": points[:, 0] * t})
with meshio.xdmf.TimeSeriesReader("t.xdmf") as reader:
    reader.read_points_cells(); assert reader.num_steps == 3
    t, point_data, _ = reader.read_data(1)[:3]; assert t == 0.5 and np.allclose(point_data["cold"], points[:, 0] / 2)
def meshio_program(*words):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "meshio"), *words], capture_output=True, text=True, timeout=60); assert r.returncode == 0, r
    return r.stdout + r.stderr
meshio_program("convert", "a.vtu", "b.xdmf"); assert np.allclose(meshio.read("b.xdmf").point_data["cold"], mesh.point_data["cold"]) and os.path.exists("b.h5")
meshio_program("ascii", "a.vtu"); meshio_program("compress", "a.vtu")
assert "hexahedron: 2" in meshio_program("info", "a.vtu")
