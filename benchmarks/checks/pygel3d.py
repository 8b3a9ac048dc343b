"""PyGEL: builds, cuts, smooths and measures meshes of polygons by the C++ library GEL, and shows them with OpenGL.

round: 7
native: yes
display: yes
apt: libgl1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
import numpy as np
from pygel3d import graph, hmesh, spatial
d = tempfile.mkdtemp()
z, y, x = np.mgrid[-1:1:40j, -1:1:40j, -1:1:40j]
ball = hmesh.volumetric_isocontour(np.sqrt(x * x + y * y + z * z), bbox_min=[-1, -1, -1], bbox_max=[1, 1, 1], tau=0.7, make_triangles=True, high_is_inside=False)
assert hmesh.valid(ball) and hmesh.closed(ball) and abs(hmesh.volume(ball) / (4 / 3 * np.pi * 0.7 ** 3) - 1) < 0.05, hmesh.volume(ball)
assert abs(hmesh.area(ball) / (4 * np.pi * 0.49) - 1) < 0.05 and np.allclose(np.linalg.norm(ball.positions(), axis=1), 0.7, atol=0.02)
V, F = len(ball.vertices()), len(ball.faces())
assert V - len(ball.halfedges()) // 2 + F == 2, (V, F)   # Euler
hmesh.quadric_simplify(ball, 0.2); ball.cleanup()
assert len(ball.faces()) < F / 3 and hmesh.closed(ball) and abs(hmesh.volume(ball) - 1.437) < 0.1
cube = hmesh.Manifold()
P = np.array([[i & 1, i >> 1 & 1, i >> 2] for i in range(8)], dtype=float)
for corners in ([0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]):
    cube.add_face(P[corners])
hmesh.stitch(cube, 1e-9)
assert hmesh.closed(cube) and abs(hmesh.volume(cube) - 1) < 1e-9 and hmesh.area(cube) == 6 and len(cube.vertices()) == 8
hmesh.save(d + "/cube.obj", cube)
again = hmesh.load(d + "/cube.obj")
assert len(again.faces()) == 6 and sorted(again.positions().tolist()) == sorted(P.tolist())
hmesh.triangulate(again)
assert len(again.faces()) == 12
distance = hmesh.MeshDistance(again)
assert np.allclose(distance.signed_distance([[0.5, 0.5, 2.0], [0.5, 0.5, 0.9]]), [1.0, -0.1], atol=1e-5)
hmesh.cc_subdivide(cube)
assert len(cube.faces()) == 24 and hmesh.volume(cube) < 1
g = graph.from_mesh(ball)
assert len(graph.LS_skeleton(g).nodes()) < len(g.nodes())
tree = spatial.I3DTree()
for i, p in enumerate(P):
    tree.insert(p, i)
tree.build()
assert tree.closest_point([0.9, 0.1, 0.8], 1.0)[1] == 5
LOOK = """
import sys
from pygel3d import gl_display, graph, hmesh
viewer = gl_display.Viewer()
for mode in "wng":
    viewer.display(hmesh.load(sys.argv[1]), mode=mode, once=True)
viewer.display(graph.from_mesh(hmesh.load(sys.argv[1])), once=True)
assert viewer.annotation_points() is None
print("seen")
"""
r = subprocess.run([sys.executable, "-c", LOOK, d + "/cube.obj"], capture_output=True, text=True, timeout=100)
assert r.returncode == 0 and r.stdout.endswith("seen\n") and "could not init" not in r.stdout + r.stderr, r   # it says so, and goes on, where there is no OpenGL
