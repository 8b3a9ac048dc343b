"""openbabel-wheel: chemical formats into each other, by Open Babel and its plug-ins.

round: 10
native: yes
apt: libx11-6 libxext6 libxrender1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import struct
from openbabel import openbabel, pybel
aspirin = pybel.readstring("smi", "CC(=O)OC1=CC=CC=C1C(=O)O aspirin")
assert aspirin.formula == "C9H8O4" and abs(aspirin.molwt - 180.157) < 0.01 and aspirin.title == "aspirin" and len(aspirin.atoms) == 13
assert aspirin.write("can").split()[0] == pybel.readstring("smi", "OC(=O)c1ccccc1OC(C)=O").write("can").split()[0]
assert aspirin.write("inchikey").strip() == "BSYNRYMUTXBXSQ-UHFFFAOYSA-N", aspirin.write("inchikey")
assert pybel.readstring("inchi", aspirin.write("inchi").strip()).write("can").split()[0] == aspirin.write("can").split()[0]
assert len(pybel.informats) > 100 and len(pybel.outformats) > 100 and {"mmff94", "uff", "gaff", "ghemical"} <= set(pybel.forcefields), pybel.forcefields
assert {"fp2", "maccs"} <= {name.lower() for name in pybel.fps} and {"logP", "TPSA", "MR"} <= set(pybel.descs)
assert abs(aspirin.calcdesc(["TPSA"])["TPSA"] - 63.6) < 0.1 and abs(aspirin.calcdesc(["logP"])["logP"] - 1.3) < 0.3, aspirin.calcdesc()
salicylic = pybel.readstring("smi", "OC(=O)c1ccccc1O"); assert aspirin.calcfp() | aspirin.calcfp() == 1 and 0.2 < (aspirin.calcfp("maccs") | salicylic.calcfp("maccs")) < 1
assert pybel.Smarts("C(=O)[OX2H1]").findall(aspirin) and not pybel.Smarts("N").findall(aspirin)
solid = pybel.readstring("smi", "CCO"); solid.make3D(forcefield="mmff94", steps=50); assert len(solid.atoms) == 9 and solid.dim == 3
def far(a, b): return sum((x - y) ** 2 for x, y in zip(solid.atoms[a].coords, solid.atoms[b].coords)) ** 0.5
assert 1.45 < far(0, 1) < 1.58 and 1.36 < far(1, 2) < 1.48, (far(0, 1), far(1, 2))
for name in ("mol", "mol2", "pdb", "cml", "xyz", "cdxml"):
    if name != "cdxml": assert pybel.readstring(name, solid.write(name)).formula == "C2H6O", name
with pybel.Outputfile("sdf", "snow.sdf") as out: [out.write(one) for one in (aspirin, salicylic)]
assert [one.formula for one in pybel.readfile("sdf", "snow.sdf")] == ["C9H8O4", "C7H6O3"]
assert "<svg" in aspirin.write("svg")
aspirin.write("_png2", "snow.png"); png = open("snow.png", "rb").read(); assert png[:8] == b"\x89PNG\r\n\x1a\n" and min(struct.unpack(">II", png[16:24])) >= 100   # by Cairo
try: pybel.readstring("smi", "C1CC(")
except OSError: pass
else: raise AssertionError("read what is no molecule")
