"""ManimPango: draws text into SVG for Manim, by Pango and Cairo, also with fonts of files.

round: 8
native: yes
extra: fonttools
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, re, tempfile
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
import manimpango
from manimpango import Alignment, MarkupUtils, TextSetting, text2svg
d = tempfile.mkdtemp(); os.environ["HOME"] = d
def drawn(path):
    svg = open(path, encoding="utf-8").read()
    shapes = [s for s in re.findall(r'<path[^>]* d="([^"]+)"', svg) if len(s) > 20]
    assert svg.startswith("<?xml") and shapes, svg[:2000]
    return svg, shapes
def pen(height):
    p = TTGlyphPen(None); p.moveTo((100, 0)); p.lineTo((100, height)); p.lineTo((500, height)); p.lineTo((500, 0)); p.closePath(); return p.glyph()
b = FontBuilder(1000, isTTF=True); b.setupGlyphOrder([".notdef", "space", "A", "B"]); b.setupCharacterMap({32: "space", 65: "A", 66: "B"})
b.setupGlyf({".notdef": pen(100), "space": TTGlyphPen(None).glyph(), "A": pen(700), "B": pen(300)})
b.setupHorizontalMetrics({n: (600, 100) for n in (".notdef", "space", "A", "B")}); b.setupHorizontalHeader(ascent=800, descent=-200)
b.setupNameTable({"familyName": "Snow Blocks", "styleName": "Regular"}); b.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200); b.setupPost(); b.save(d + "/bl\u00f6cke.ttf")
assert "Snow Blocks" not in manimpango.list_fonts()
assert manimpango.register_font(d + "/bl\u00f6cke.ttf") and "Snow Blocks" in manimpango.list_fonts(), manimpango.list_fonts()
path = text2svg([TextSetting(0, 2, "Snow Blocks", "NORMAL", "NORMAL", 0), TextSetting(2, 4, "Snow Blocks", "NORMAL", "NORMAL", 1, color="#ff0000")], 20, 30, True, d + "/a.svg", 10, 10, 300, 200, "ABAB")
svg, shapes = drawn(path)
def extent(shape):
    ns = [float(n) for n in re.findall(r"-?[\d.]+", shape)]; return max(ns[1::2]) - min(ns[1::2])
heights = sorted(extent(s) for s in shapes)
assert abs(heights[-1] / heights[0] - 7 / 3) < 0.1, (heights, svg)   # the blocks of A and of B
assert re.search(r'rgb\(100%, 0%, 0%\)|#ff0000', svg) and manimpango.unregister_font(d + "/bl\u00f6cke.ttf") and "Snow Blocks" not in manimpango.list_fonts(), svg
# What Manim itself asks for: any font that there is.
assert manimpango.list_fonts(), "no fonts"
def shown(text, name, **more): return drawn(MarkupUtils.text2svg(text, "", "NORMAL", "BOLD", 24, 0, True, f"{d}/{name}.svg", 0, 0, 400, 300, **more))
plain, one = shown("Snow &amp; ice", "plain"); slanted, two = shown("<i>Snow</i> <span foreground='blue'>&amp; ice</span>\n\u0421\u043d\u0435\u0433", "markup", alignment=Alignment.CENTER, line_spacing=1.5)
assert len(one) >= 6 and len(two) > len(one) and re.search(r'rgb\(0%, 0%, 100%\)|#0000ff', slanted) and plain != slanted, (plain, slanted)
assert MarkupUtils.validate("<b>snow</b>") == "" and "snow" in MarkupUtils.validate("<snow>ice</snow>"), MarkupUtils.validate("<snow>ice</snow>")
assert re.match(r"\d+\.\d+", manimpango.pango_version()) and re.match(r"\d+\.\d+", manimpango.cairo_version())
