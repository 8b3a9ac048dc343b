"""Netgen: makes meshes of solids, drawn with its own CSG or with OpenCASCADE.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, os, tempfile
import numpy as np
from netgen.csg import CSGeometry, OrthoBrick, Pnt, Sphere, unit_cube
from netgen.geom2d import SplineGeometry
from netgen.meshing import Mesh
from netgen.occ import Box, Cylinder, Glue, OCCGeometry, Sphere as Ball, Z
d = tempfile.mkdtemp()
def volume(mesh):
    p = np.array([list(point.p) for point in mesh.Points()])
    total = 0.0
    for e in mesh.Elements3D():
        a, b, c, e4 = (p[v.nr - 1] for v in list(e.vertices)[:4])
        total += abs(np.dot(np.cross(b - a, c - a), e4 - a)) / 6
    return total
mesh = unit_cube.GenerateMesh(maxh=0.3)
assert mesh.ne > 50 and abs(volume(mesh) - 1) < 1e-9, (mesh.ne, volume(mesh))
geometry = CSGeometry(); geometry.Add(OrthoBrick(Pnt(0, 0, 0), Pnt(1, 1, 1)) - Sphere(Pnt(0.5, 0.5, 0.5), 0.3))
holed = geometry.GenerateMesh(maxh=0.15)
assert abs(volume(holed) - (1 - 4 / 3 * math.pi * 0.3 ** 3)) < 0.02, volume(holed)
# OpenCASCADE: a box with a bored hole, its exact and its meshed volume; through a STEP file
shape = Box((0, 0, 0), (2, 1, 1)) - Cylinder((1, 0.5, 0), Z, r=0.25, h=1)
exact = 2 - math.pi * 0.25 ** 2
assert abs(shape.mass - exact) < 1e-6 and len(shape.faces) == 7, (shape.mass, len(shape.faces))
shape.WriteStep(d + "/s.step")
geo = OCCGeometry(d + "/s.step")
assert "ISO-10303-21" in open(d + "/s.step").read(100)
bored = geo.GenerateMesh(maxh=0.2)
assert abs(volume(bored) - exact) < 0.02 and len(bored.Elements2D()) > 100, (volume(bored), exact)
bored.Save(d + "/m.vol.gz")
again = Mesh(); again.Load(d + "/m.vol.gz")
assert again.ne == bored.ne and abs(volume(again) - volume(bored)) < 1e-9
bored.Export(d + "/m.msh", "Gmsh2 Format")
assert "$Elements" in open(d + "/m.msh").read()
bored.Refine(); assert bored.ne == 8 * again.ne
both = Glue([Box((0, 0, 0), (1, 1, 1)), Box((1, 0, 0), (2, 1, 1))]); assert len(both.solids) == 2 and abs(both.mass - 2) < 1e-9
round_ = (Box((0, 0, 0), (1, 1, 1)) * Ball((0, 0, 0), 1)).mass; assert abs(round_ - math.pi / 6) < 1e-4, round_
flat = SplineGeometry(); flat.AddCircle((0, 0), 1, bc="round")
disc = flat.GenerateMesh(maxh=0.2)
assert disc.dim == 2 and len(disc.Elements2D()) > 60 and disc.GetBCName(0) == "round"
