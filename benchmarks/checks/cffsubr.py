"""cffsubr: makes OpenType fonts smaller with subroutines, by the Adobe FDK's tx.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
import cffsubr
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont
order = [".notdef"] + [f"g{i}" for i in range(40)]
def glyph(i):
    pen = T2CharStringPen(600, None)
    for k in range(6):   # each has the same shapes, at other places
        pen.moveTo((50 + k * 80 + i, 100)); pen.lineTo((90 + k * 80 + i, 140)); pen.curveTo((120 + k * 80 + i, 300), (60 + k * 80 + i, 420), (70 + k * 80 + i, 500)); pen.lineTo((30 + k * 80 + i, 333)); pen.closePath()
    return pen.getCharString()
builder = FontBuilder(1000, isTTF=False)
builder.setupGlyphOrder(order); builder.setupCharacterMap({0x4E00 + i: f"g{i}" for i in range(40)})
builder.setupCFF("Snow-Regular", {"FullName": "Snow"}, {name: glyph(i) for i, name in enumerate(order)}, {})
builder.setupHorizontalMetrics({name: (600, 50) for name in order}); builder.setupHorizontalHeader(ascent=800, descent=-200)
builder.setupNameTable({"familyName": "Snow", "styleName": "Regular"}); builder.setupOS2(); builder.setupPost(); builder.save(d + "/snow.otf")
font = TTFont(d + "/snow.otf"); assert not cffsubr.has_subroutines(font)
def outline(font, name):
    from fontTools.pens.recordingPen import RecordingPen
    pen = RecordingPen(); font.getGlyphSet()[name].draw(pen); return pen.value
before = [outline(font, name) for name in order]
small = cffsubr.subroutinize(font, inplace=False); small.save(d + "/small.otf")
assert cffsubr.has_subroutines(small) and os.path.getsize(d + "/small.otf") < 0.7 * os.path.getsize(d + "/snow.otf")
assert [outline(TTFont(d + "/small.otf"), name) for name in order] == before
two = cffsubr.subroutinize(TTFont(d + "/snow.otf"), cff_version=2); assert "CFF2" in two and cffsubr.has_subroutines(two)
r = subprocess.run([sys.executable, "-m", "cffsubr", "-d", "-o", d + "/flat.otf", d + "/small.otf"], capture_output=True, text=True, timeout=60)
assert r.returncode == 0 and not cffsubr.has_subroutines(TTFont(d + "/flat.otf")), r
