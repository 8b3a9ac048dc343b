"""PLIP: finds the contacts of proteins and ligands in structures, with Open Babel, and makes sessions of PyMOL.

round: 6
native: yes
extra: pymol-open-source
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, os, subprocess, sys, tempfile
import xml.etree.ElementTree as ET
d = tempfile.mkdtemp()
def ring(z, tilt=0.): return [(1.39 * math.cos(math.pi * k / 3), 1.39 * math.sin(math.pi * k / 3), z + tilt * math.cos(math.pi * k / 3)) for k in range(6)]
# A phenylalanine, its ring flat, a benzene 3.7 above it, a bit tilted; an aspartate far from them.
a = ring(0.)
protein = [("N", (3.2, 1.9, -.6)), ("CA", (3.6, .6, 0.)), ("C", (4.6, -.2, -.8)), ("O", (4.4, -1.4, -1.)), ("CB", (2.9, 0., 0.))] + list(zip(("CG", "CD1", "CE1", "CZ", "CE2", "CD2"), a))
lines, number = [], 0
def atom(kind, name, residue, chain, index, place):
    global number; number += 1
    lines.append(f"{kind:<6}{number:5d}  {name:<3} {residue:>3} {chain}{index:4d}    {place[0]:8.3f}{place[1]:8.3f}{place[2]:8.3f}  1.00 10.00           {name[0]}")
    return number
for name, place in protein: atom("ATOM", name, "PHE", "A", 1, place)
far = [("N", (20., 1.9, -.6)), ("CA", (20.4, .6, 0.)), ("C", (21.4, -.2, -.8)), ("O", (21.2, -1.4, -1.)), ("CB", (20.2, -.2, 1.3)), ("CG", (21.4, -.8, 2.)), ("OD1", (22.5, -.4, 1.7)), ("OD2", (21.2, -1.7, 2.8))]
for name, place in far: atom("ATOM", name, "ASP", "A", 2, place)
lines.append("TER")
bound = [atom("HETATM", f"C{k + 1}", "BNZ", "A", 100, place) for k, place in enumerate(ring(3.7, .2))]
for k in range(6): lines.append(f"CONECT{bound[k]:5d}{bound[k - 1]:5d}{bound[(k + 1) % 6]:5d}")
open(d + "/snow.pdb", "w").write("\n".join(lines + ["END", ""]))
r = subprocess.run([os.path.join(sys.prefix, "bin", "plip"), "-f", "snow.pdb", "-o", "out", "-x", "-t", "-y", "--maxthreads", "1"], cwd=d, env={**os.environ, "HOME": d}, capture_output=True, text=True, timeout=200)
assert r.returncode == 0, r
files = sorted(name for _, _, names in os.walk(d + "/out") for name in names)
report = next((os.path.join(where, name) for where, _, names in os.walk(d + "/out") for name in names if name.endswith(".xml")), None)
assert report, (files, r)
(site,) = ET.parse(report).getroot().findall("bindingsite")

assert site.find("identifiers/longname").text == "BNZ", ET.tostring(site)
(stack,) = site.findall("interactions/pi_stacks/pi_stack")
assert stack.find("restype").text == "PHE" and stack.find("type").text == "P" and abs(float(stack.find("centdist").text) - 3.7) < .02 and abs(float(stack.find("angle").text) - 8.2) < 2, ET.tostring(stack)
near = site.findall("bs_residues/bs_residue[@contact='True']")
assert [residue.get("aa") for residue in near] == ["PHE"], ET.tostring(site)
text = next(os.path.join(where, name) for where, _, names in os.walk(d + "/out") for name in names if name.endswith(".txt"))
assert "pi-Stacking" in open(text).read()
assert any(name.endswith(".pse") for name in files), (files, r)
