"""gftools: Google Fonts' tools: builds a family from its sources by ninja and fontmake, hints it, mends and checks it.

round: 9
native: yes
apt: fontmake fonttools ninja-build
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import subprocess
from fontTools.designspaceLib import AxisDescriptor, DesignSpaceDocument, InstanceDescriptor, SourceDescriptor
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
import ufoLib2
# Two masters: a letter's stem is thin in one, thick in the other
os.makedirs("sources")
def master(name, stem, weight):
    font = ufoLib2.Font(); info = font.info; info.familyName, info.styleName, info.unitsPerEm, info.ascender, info.descender, info.xHeight, info.capHeight = "Snow Sans", name, 1000, 950, -250, 500, 700
    info.openTypeOS2WeightClass, info.openTypeOS2VendorID, info.versionMajor, info.versionMinor, info.copyright = weight, "SNOW", 1, 6, "Copyright 2025 The Snow Sans Project Authors (https://example.invalid/snow)"
    info.openTypeHheaAscender, info.openTypeHheaDescender, info.openTypeHheaLineGap, info.openTypeOS2TypoAscender, info.openTypeOS2TypoDescender, info.openTypeOS2TypoLineGap, info.openTypeOS2WinAscent, info.openTypeOS2WinDescent = 950, -250, 0, 950, -250, 0, 950, 250
    for glyph, char, boxes in ((".notdef", None, [(50, 0, 450, 700)]), ("space", " ", []), ("uni00A0", "\xa0", []), ("I", "I", [(100, 0, 100 + stem, 700)]), ("L", "L", [(100, 0, 100 + stem, 700), (100, 0, 450, stem)]), ("H", "H", [(100, 0, 100 + stem, 700), (500 - stem, 0, 500, 700), (100, 300, 500, 300 + stem)]), ("o", "o", [(60, 0, 440, 500)])):
        one = font.newGlyph(glyph); one.width = 600 if boxes else 250; one.unicodes = [ord(char)] if char else []; pen = one.getPen()
        for left, low, right, high in boxes: pen.moveTo((left, low)); pen.lineTo((right, low)); pen.lineTo((right, high)); pen.lineTo((left, high)); pen.closePath()
    font.kerning[("L", "H")] = -stem; font.save(f"sources/SnowSans-{name}.ufo"); return font
space = DesignSpaceDocument(); space.addAxis(AxisDescriptor(tag="wght", name="Weight", minimum=400, default=400, maximum=700))
for name, stem, weight in (("Regular", 80, 400), ("Bold", 160, 700)):
    master(name, stem, weight); space.addSource(SourceDescriptor(filename=f"SnowSans-{name}.ufo", name=name, familyName="Snow Sans", styleName=name, location={"Weight": weight}))
    space.addInstance(InstanceDescriptor(filename=f"instances/SnowSans-{name}.ufo", familyName="Snow Sans", styleName=name, location={"Weight": weight}))
space.write("sources/SnowSans.designspace")
with open("sources/config.yaml", "w") as file: file.write("sources:\n  - SnowSans.designspace\nfamilyName: Snow Sans\nbuildSmallCap: false\n")
own = {**os.environ, "PATH": os.path.join(sys.prefix, "bin") + ":" + os.environ["PATH"], "HOME": os.getcwd()}     # it starts fontmake and others by their names
def gftools(*words, cwd="."):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "gftools"), *words], cwd=cwd, env=own, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=250); assert r.returncode == 0, (words, r.stdout[-2500:], r.stderr[-1500:]); return r.stdout + r.stderr
gftools("builder", "config.yaml", cwd="sources")
made = sorted(os.path.relpath(os.path.join(at, name), "fonts") for at, _, names in os.walk("fonts") for name in names)
assert {"variable/SnowSans[wght].ttf", "ttf/SnowSans-Regular.ttf", "ttf/SnowSans-Bold.ttf", "otf/SnowSans-Regular.otf", "webfonts/SnowSans[wght].woff2"} <= set(made), made
# A font with an axis: in its middle the stem is half as thick again
whole = TTFont("fonts/variable/SnowSans[wght].ttf"); axis = whole["fvar"].axes[0]; assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", 400, 700) and "STAT" in whole and whole["name"].getDebugName(1) == "Snow Sans"
half = instantiateVariableFont(whole, {"wght": 550}); assert half["glyf"]["I"].xMax - half["glyf"]["I"].xMin == 120
# Those without: the hinter, which is C, has been there; the others have PostScript's curves, and are packed
thin, thick = (TTFont(f"fonts/ttf/SnowSans-{name}.ttf") for name in ("Regular", "Bold")); assert [f["glyf"]["I"].xMax - f["glyf"]["I"].xMin for f in (thin, thick)] == [80, 160] and all("fpgm" in f and "cvt " in f and len(f["fpgm"].program.getBytecode()) > 1000 for f in (thin, thick))
assert thin["glyf"]["L"].numberOfContours == 1 and "GPOS" in thin and thick["OS/2"].usWeightClass == 700      # what overlaps, is one
assert "CFF " in TTFont("fonts/otf/SnowSans-Bold.otf") and TTFont("fonts/webfonts/SnowSans-Regular.woff2").flavor == "woff2"
# The sanitizer takes them, and no rubbish
said = gftools("ots", "fonts"); assert said.count("File sanitized successfully") == 3, said
os.mkdir("bad"); data = bytearray(open("fonts/ttf/SnowSans-Bold.ttf", "rb").read()); data[4:6] = b"\xff\xff"; open("bad/bad.ttf", "wb").write(data)
r = subprocess.run([os.path.join(sys.prefix, "bin", "gftools"), "ots", "bad"], env=own, capture_output=True, text=True, timeout=100); assert "sanitized successfully" not in r.stdout + r.stderr, r.stdout
