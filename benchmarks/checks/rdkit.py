"""rdkit: chemistry; here of aspirin and of others, with pictures.

round: 10
native: yes
apt: libxrender1 libxext6 libx11-6 libexpat1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io
from rdkit import Chem, DataStructs
from rdkit.Chem import AllChem, Descriptors, Draw, rdFingerprintGenerator, rdMolDescriptors
from rdkit.Chem.Draw import rdMolDraw2D
from PIL import Image
aspirin = Chem.MolFromSmiles("CC(=O)OC1=CC=CC=C1C(=O)O")
assert Chem.MolToSmiles(aspirin) == "CC(=O)Oc1ccccc1C(=O)O" and rdMolDescriptors.CalcMolFormula(aspirin) == "C9H8O4" and abs(Descriptors.MolWt(aspirin) - 180.16) < 0.01
assert Chem.MolToInchiKey(aspirin) == "BSYNRYMUTXBXSQ-UHFFFAOYSA-N" and Chem.MolToSmiles(Chem.MolFromInchi(Chem.MolToInchi(aspirin))) == Chem.MolToSmiles(aspirin)
assert aspirin.GetSubstructMatches(Chem.MolFromSmarts("C(=O)[OX2H1]")) and len(aspirin.GetRingInfo().AtomRings()) == 1
generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=2048); one, two = (generator.GetFingerprint(Chem.MolFromSmiles(s)) for s in ("CC(=O)Oc1ccccc1C(=O)O", "OC(=O)c1ccccc1O"))
assert DataStructs.TanimotoSimilarity(one, one) == 1 and 0.2 < DataStructs.TanimotoSimilarity(one, two) < 0.8
solid = Chem.AddHs(aspirin); assert AllChem.EmbedMolecule(solid, randomSeed=7) == 0 and AllChem.MMFFOptimizeMolecule(solid, maxIters=2000) == 0
block = Chem.MolToMolBlock(solid); again = Chem.MolFromMolBlock(block, removeHs=False); assert again.GetNumAtoms() == 21
reaction = AllChem.ReactionFromSmarts("[C:1](=[O:2])[OH].[N!H0:3]>>[C:1](=[O:2])[N:3]"); made = reaction.RunReactants((Chem.MolFromSmiles("CC(=O)O"), Chem.MolFromSmiles("NCC")))
assert Chem.MolToSmiles(made[0][0]) == "CCNC(C)=O"
drawer = rdMolDraw2D.MolDraw2DCairo(300, 200); drawer.drawOptions().useBWAtomPalette(); drawer.DrawMolecule(aspirin, highlightAtoms=[0, 1]); drawer.FinishDrawing()
image = Image.open(io.BytesIO(drawer.GetDrawingText())).convert("RGB"); assert image.size == (300, 200) and image.getpixel((0, 0)) == (255, 255, 255)
dark = sum(sum(p) < 200 for p in image.getdata()); assert 300 < dark < 10000, dark
assert sum(p[0] > 200 and p[1] < 160 and p[2] < 160 for p in image.getdata()) > 50   # what is highlighted
picture = Draw.MolsToGridImage([aspirin, Chem.MolFromSmiles("c1ccccc1")], molsPerRow=2, subImgSize=(150, 150), legends=["aspirin", "benzene"]); assert picture.size == (300, 150)
svg = rdMolDraw2D.MolDraw2DSVG(200, 200); svg.DrawMolecule(aspirin); svg.FinishDrawing(); assert "<svg" in svg.GetDrawingText()
assert Chem.MolFromSmiles("C1CC") is None
