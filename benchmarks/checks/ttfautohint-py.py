"""ttfautohint-py: adds hints to TrueType's fonts, by the library of ttfautohint.

round: 9
native: yes
extra: fonttools
apt: ttfautohint
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, subprocess, sys, tempfile
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
import ttfautohint
d = tempfile.mkdtemp()
def ring(top):
    pen = TTGlyphPen(None)
    for points in (((50, 0), (50, top), (450, top), (450, 0)), ((130, 80), (370, 80), (370, top - 80), (130, top - 80))):
        pen.moveTo(points[0]); [pen.lineTo(point) for point in points[1:]]; pen.closePath()
    return pen.glyph()
names = {"o": 500, "x": 500, "O": 700, "H": 700}
builder = FontBuilder(1000, isTTF=True)
builder.setupGlyphOrder([".notdef", *names]); builder.setupCharacterMap({ord(name): name for name in names})
builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), **{name: ring(top) for name, top in names.items()}})
builder.setupHorizontalMetrics({name: (500, 0 if name == ".notdef" else 50) for name in builder.font.getGlyphOrder()})
builder.setupHorizontalHeader(ascent=800, descent=-200); builder.setupNameTable({"familyName": "Snow", "styleName": "Regular", "version": "Version 1.000"}); builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200, sxHeight=500, sCapHeight=700); builder.setupPost()
builder.save(d + "/plain.ttf"); plain = open(d + "/plain.ttf", "rb").read()
assert "fpgm" not in TTFont(d + "/plain.ttf")
def hinted(font, said):
    assert {"fpgm", "prep", "cvt ", "gasp"} <= set(font.keys()) and said == ("ttfautohint" in font["name"].getDebugName(5)), font.keys()
    assert all(font["glyf"][name].program.getBytecode() for name in names) and font["glyf"]["o"].coordinates == TTFont(d + "/plain.ttf")["glyf"]["o"].coordinates
data = ttfautohint.ttfautohint(in_buffer=plain)
hinted(TTFont(io.BytesIO(data)), True)
ttfautohint.ttfautohint(in_file=d + "/plain.ttf", out_file=d + "/hinted.ttf", no_info=True, hinting_range_min=10, hinting_range_max=40)
hinted(TTFont(d + "/hinted.ttf"), False)
try: ttfautohint.ttfautohint(in_buffer=b"no font at all" * 20)
except ttfautohint.TAError: pass
else: raise AssertionError("hinted what is no font")
r = subprocess.run([sys.executable, "-m", "ttfautohint", "--dehint", d + "/hinted.ttf", d + "/bare.ttf"], cwd=d, capture_output=True, text=True, timeout=60)
assert r.returncode == 0 and "fpgm" not in TTFont(d + "/bare.ttf") and "glyf" in TTFont(d + "/bare.ttf"), r
