"""fontmake: makes fonts of their sources; ttfautohint hints them.

round: 3
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import glob, os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
import ufoLib2
from fontTools.ttLib import TTFont
font = ufoLib2.Font()
info = font.info
info.familyName, info.styleName, info.unitsPerEm, info.ascender, info.descender, info.xHeight, info.capHeight = "Snow", "Regular", 1000, 800, -200, 500, 700
info.versionMajor, info.versionMinor = 1, 0
def box(pen, x0, y0, x1, y1, back=False):
    points = [(x0, y0), (x0, y1), (x1, y1), (x1, y0)]
    points = points[::-1] if back else points
    pen.moveTo(points[0])
    for point in points[1:]: pen.lineTo(point)
    pen.closePath()
def ring(pen, top):
    box(pen, 50, 0, 450, top); box(pen, 130, 80, 370, top - 80, back=True)
for name, code, top in (("o", 0x6F, 500), ("x", 0x78, 500), ("O", 0x4F, 700), ("H", 0x48, 700)):
    glyph = font.newGlyph(name); glyph.unicodes = [code]; glyph.width = 500; ring(glyph.getPen(), top)
font.newGlyph(".notdef").width = 500
space = font.newGlyph("space"); space.unicodes = [32]; space.width = 300
font.save(d + "/Snow-Regular.ufo")
r = subprocess.run([os.path.join(sys.prefix, "bin", "fontmake"), "-u", d + "/Snow-Regular.ufo", "-o", "ttf", "otf", "-a", "--keep-overlaps"], cwd=d, env={**os.environ, "HOME": d}, capture_output=True, text=True, timeout=200)
assert r.returncode == 0, (r.stdout[-2000:], r.stderr[-3000:])
path, = glob.glob(d + "/autohinted/master_ttf/*.ttf")
hinted = TTFont(path)
assert "fpgm" in hinted and "cvt " in hinted
assert "ttfautohint" in hinted["name"].getDebugName(5) and hinted["glyf"]["o"].program.getBytecode()
assert "CFF " in TTFont(glob.glob(d + "/master_otf/*.otf")[0])
