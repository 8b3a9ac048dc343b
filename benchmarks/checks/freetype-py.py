"""FreeType for Python: the outlines, measures and pictures of fonts' characters, by libfreetype.

round: 8
native: yes
extra: fonttools, numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import tempfile
import numpy as np
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
import freetype
def drawn(*contours):
    pen = TTGlyphPen(None)
    for contour in contours:
        pen.moveTo(contour[0])
        for point in contour[1:]: pen.lineTo(point)
        pen.closePath()
    return pen.glyph()
path = tempfile.mkdtemp() + "/flake.ttf"
box = [(100, 0), (100, 500), (600, 500), (600, 0)]
font = FontBuilder(1000, isTTF=True)
font.setupGlyphOrder([".notdef", "A", "V"]); font.setupCharacterMap({65: "A", 0x416: "V"})
font.setupGlyf({".notdef": drawn(), "A": drawn(box), "V": drawn(box, [(200, 100), (500, 100), (500, 400), (200, 400)])})   # the second with a hole
font.setupHorizontalMetrics({".notdef": (500, 0), "A": (700, 100), "V": (800, 100)}); font.setupHorizontalHeader(ascent=800, descent=-200)
font.setupNameTable({"familyName": "Snow", "styleName": "Regular"}); font.setupOS2(); font.setupPost(); font.save(path)
face = freetype.Face(path)
assert (face.family_name, face.style_name, face.num_glyphs, face.units_per_EM) == (b"Snow", b"Regular", 3, 1000)
assert face.is_scalable and [pair for pair in face.get_chars() if pair[1]] == [(65, 1), (0x416, 2)] and face.get_char_index("\u0416") == 2
face.set_pixel_sizes(0, 100)
def picture(char):
    face.load_char(char, freetype.FT_LOAD_RENDER | freetype.FT_LOAD_NO_HINTING)
    bitmap = face.glyph.bitmap
    return np.array(bitmap.buffer, dtype=np.uint8).reshape(bitmap.rows, bitmap.pitch)[:, :bitmap.width]
a = picture("A")
assert a.shape == (50, 50) and (a == 255).all() and (face.glyph.bitmap_left, face.glyph.bitmap_top, face.glyph.advance.x) == (10, 50, 70 * 64)
v = picture("\u0416")
assert v.shape == (50, 50) and (v[10:40, 10:40] == 0).all() and (v == 255).sum() == 2500 - 900
face.load_char("A", freetype.FT_LOAD_NO_SCALE)
assert sorted(face.glyph.outline.points) == sorted(box) and face.glyph.outline.contours == [3]
face.load_char("A", freetype.FT_LOAD_NO_HINTING | freetype.FT_LOAD_NO_BITMAP)
stroker = freetype.Stroker(); stroker.set(5 * 64, freetype.FT_STROKER_LINECAP_ROUND, freetype.FT_STROKER_LINEJOIN_ROUND, 0)
glyph = face.glyph.get_glyph(); glyph.stroke(stroker)
bounds = glyph.get_cbox(freetype.FT_GLYPH_BBOX_PIXELS)
assert (bounds.xMin, bounds.yMin, bounds.xMax, bounds.yMax) == (5, -5, 65, 55), (bounds.xMin, bounds.yMin, bounds.xMax, bounds.yMax)
