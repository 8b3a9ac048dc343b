"""AFDKO: Adobe's programs for fonts (makeotf, tx, otfautohint and others), of which several are C and C++.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.chdir(d)
from defcon import Font
from fontTools.ttLib import TTFont
font = Font(); info = font.info
info.familyName, info.styleName, info.postscriptFontName, info.unitsPerEm, info.ascender, info.descender, info.xHeight, info.capHeight = "Snow", "Regular", "Snow-Regular", 1000, 800, -200, 500, 700
info.versionMajor, info.versionMinor, info.postscriptBlueValues, info.postscriptStemSnapH, info.postscriptStemSnapV = 1, 0, [-10, 0, 500, 510, 700, 710], [80], [80]
def box(pen, x0, y0, x1, y1, back=False):
    points = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    points = points[::-1] if back else points
    pen.moveTo(points[0])
    for point in points[1:]: pen.lineTo(point)
    pen.closePath()
for name, code, top in ((".notdef", None, 700), ("space", 32, 0), ("o", 0x6F, 500), ("H", 0x48, 700)):
    font.newGlyph(name); glyph = font[name]; glyph.width = 500; glyph.unicodes = [code] if code else []
    if top: box(glyph.getPen(), 50, 0, 450, top); box(glyph.getPen(), 130, 80, 370, top - 80, back=True)
font.lib["public.glyphOrder"] = [".notdef", "space", "o", "H"]
font.save(d + "/snow.ufo")
def run(program, *words):
    r = subprocess.run([os.path.join(sys.prefix, "bin", program), *words], cwd=d, capture_output=True, text=True, timeout=100)
    assert r.returncode == 0, (program, r)
    return r.stdout
run("otfautohint", "-o", "hinted.ufo", "snow.ufo")
run("tx", "-t1", "hinted.ufo", "snow.pfa")
assert open(d + "/snow.pfa", "rb").read(11) == b"%!FontType1"
open(d + "/features", "w").write("feature liga { sub o o by H; } liga;\nfeature kern { pos H o -30; } kern;\n")
open(d + "/order", "w").write(".notdef\t.notdef\nspace\tspace\tuni0020\no\to\tuni006F\nH\tH\tuni0048\n")
open(d + "/menu", "w").write("[Snow-Regular]\nf=Snow\ns=Regular\n")
run("makeotf", "-f", "snow.pfa", "-ff", "features", "-gf", "order", "-mf", "menu", "-o", "snow.otf", "-r")
made = TTFont(d + "/snow.otf")
assert made.getBestCmap()[0x6F] == "o" and "CFF " in made and made["name"].getDebugName(6) == "Snow-Regular"
assert {one.FeatureTag for one in made["GSUB"].table.FeatureList.FeatureRecord} >= {"liga"} and "kern" in {one.FeatureTag for one in made["GPOS"].table.FeatureList.FeatureRecord}
shown = run("tx", "-dump", "-6", "-g", "o", "snow.otf")
assert "hstem" in shown and "vstem" in shown, shown
run("otf2ttf", "snow.otf"); assert "glyf" in TTFont(d + "/snow.ttf")
assert "Snow" in run("spot", "-t", "name", "snow.otf")
run("tx", "-pdf", "snow.otf", "snow.pdf"); assert open(d + "/snow.pdf", "rb").read(5) == b"%PDF-"
