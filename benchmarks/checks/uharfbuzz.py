"""uharfbuzz: shapes text and makes subsets of fonts, by HarfBuzz (here of a font that fontTools draws).

round: 9
native: yes
extra: fonttools
apt: libharfbuzz-subset0 libharfbuzz0b
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
from io import BytesIO
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
import uharfbuzz as hb
def square(size):
    pen = TTGlyphPen(None); pen.moveTo((0, 0)); pen.lineTo((0, size)); pen.lineTo((size, size)); pen.lineTo((size, 0)); pen.closePath(); return pen.glyph()
names = [".notdef", "space", "f", "i", "f_i", "A", "V", "acute", "alef", "alef.fina"]
maker = FontBuilder(1000, isTTF=True); maker.setupGlyphOrder(names)
maker.setupCharacterMap({32: "space", 102: "f", 105: "i", 65: "A", 86: "V", 0x301: "acute", 0x628: "alef"})
maker.setupGlyf({name: square(100 + 10 * at) for at, name in enumerate(names)})
maker.setupHorizontalMetrics({name: (0 if name == "acute" else 500 + 10 * at, 0) for at, name in enumerate(names)})
maker.setupHorizontalHeader(ascent=800, descent=-200); maker.setupNameTable({"familyName": "Snow", "styleName": "Regular"}); maker.setupOS2(); maker.setupPost()
maker.addOpenTypeFeatures("""languagesystem DFLT dflt; languagesystem latn dflt; languagesystem arab dflt;
feature liga { sub f i by f_i; } liga;
feature fina { sub alef by alef.fina; } fina;
feature kern { pos A V -80; } kern;
markClass acute <anchor 10 0> @top;
feature mark { pos base A <anchor 250 700> mark @top; } mark;""")
file = BytesIO(); maker.save(file); data = file.getvalue()
face = hb.Face(data); font = hb.Font(face)
assert face.upem == 1000 and face.glyph_count == len(names) and font.glyph_to_string(4) == "f_i" and font.get_nominal_glyph(0x56) == 6
def shape(text, features=None):
    buffer = hb.Buffer(); buffer.add_str(text); buffer.guess_segment_properties(); hb.shape(font, buffer, features or {})
    return buffer, [(font.glyph_to_string(i.codepoint), i.cluster, p.x_advance, p.x_offset, p.y_offset) for i, p in zip(buffer.glyph_infos, buffer.glyph_positions)]
assert shape("fi f")[1] == [("f_i", 0, 540, 0, 0), ("space", 2, 510, 0, 0), ("f", 3, 520, 0, 0)], shape("fi f")
assert [g[0] for g in shape("fi", {"liga": False})[1]] == ["f", "i"]
assert [g[2] for g in shape("AV")[1]] == [470, 560] and [g[2] for g in shape("AV", {"kern": False})[1]] == [550, 560]
buffer, glyphs = shape("A\u0301"); assert [g[0] for g in glyphs] == ["A", "acute"] and glyphs[1][3:] == (250 - 10 - 550, 700), glyphs
buffer, glyphs = shape("\u0628\u0628"); assert buffer.direction == "rtl" and buffer.script == "Arab" and [(g[0], g[1]) for g in glyphs] == [("alef.fina", 1), ("alef", 0)], glyphs
assert shape("x")[1][0][0] == ".notdef"
font.scale = (2000, 2000); assert shape("f")[1][0][2] == 1040; font.scale = (1000, 1000)
drawn = []; pen = hb.DrawFuncs()
pen.set_move_to_func(lambda x, y, c: c.append(("M", x, y))); pen.set_line_to_func(lambda x, y, c: c.append(("L", x, y))); pen.set_close_path_func(lambda c: c.append("Z"))
font.draw_glyph(2, pen, drawn); assert drawn[0][0] == "M" and drawn[-1] == "Z" and ("L", 120, 120) in drawn, drawn
# A subset, by the other library
wanted = hb.SubsetInput(); wanted.unicode_set.update({ord("A"), ord("V")})
small = hb.subset(face, wanted).blob.data; result = TTFont(BytesIO(small))
assert sorted(result.getBestCmap()) == [65, 86] and result["maxp"].numGlyphs == 3 and len(small) < len(data), result.getBestCmap()
face = hb.Face(small); font = hb.Font(face); buffer = hb.Buffer(); buffer.add_str("AV"); buffer.guess_segment_properties(); hb.shape(font, buffer)
assert [p.x_advance for p in buffer.glyph_positions] == [470, 560]   # it is still kerned
