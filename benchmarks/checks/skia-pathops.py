"""skia-pathops: unites, intersects and simplifies outlines, by the path operations of Skia.

round: 9
native: yes
extra: fonttools
apt: ca-certificates
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import RecordingPen
from pathops import FillType, OpBuilder, Path, PathOp, PathPen, difference, intersection, op, simplify, union, xor
def box(pen, x0, y0, x1, y1):
    pen.moveTo((x0, y0)); pen.lineTo((x1, y0)); pen.lineTo((x1, y1)); pen.lineTo((x0, y1)); pen.closePath()
def square(*corners):
    path = Path(); box(path.getPen(), *corners); return path
def area(path): pen = AreaPen(); path.draw(pen); return abs(round(pen.value, 3))
one, other = square(0, 0, 10, 10), square(5, 5, 15, 15)
for what, wanted, bounds in ((PathOp.UNION, 175, (0, 0, 15, 15)), (PathOp.INTERSECTION, 25, (5, 5, 10, 10)), (PathOp.DIFFERENCE, 75, (0, 0, 10, 10)), (PathOp.REVERSE_DIFFERENCE, 75, (5, 5, 15, 15)), (PathOp.XOR, 150, (0, 0, 15, 15))):
    result = op(one, other, what)
    assert area(result) == wanted == round(abs(result.area), 3) and result.bounds == bounds, (what, area(result), result.bounds)
# As a font's compiler calls it: contours in, contours out through a pen
def contours(path): pen = RecordingPen(); path.draw(pen); return pen.value
for function, count, wanted in ((union, 1, 175), (xor, 2, 150)):
    pen = RecordingPen()
    if function is union: union([*one.contours, *other.contours], pen)
    else: function(list(one.contours), list(other.contours), pen)
    drawn = AreaPen(); pen.replay(drawn)
    assert sum(name == "moveTo" for name, _ in pen.value) == count and abs(abs(drawn.value) - wanted) < 1e-6, (function, pen.value)
pen = RecordingPen(); difference(list(square(0, 0, 20, 20).contours), list(square(5, 5, 10, 10).contours), pen)
drawn = AreaPen(); pen.replay(drawn); assert sum(name == "moveTo" for name, _ in pen.value) == 2 and abs(drawn.value) == 375, pen.value   # a hole turns the other way
pen = RecordingPen(); intersection(list(one.contours), list(square(20, 20, 30, 30).contours), pen); assert pen.value == []
# Curves stay curves; a line that crosses itself
round_ = Path(); pen = round_.getPen(); pen.moveTo((0, 0)); pen.curveTo((0, 50), (100, 50), (100, 0)); pen.closePath()
cut = op(round_, square(0, 0, 50, 100), PathOp.INTERSECTION)
assert any(name in ("curveTo", "qCurveTo") for name, _ in contours(cut)) and abs(area(cut) - area(round_) / 2) < 2, contours(cut)
eight = Path(); pen = eight.getPen(); pen.moveTo((0, 0)); pen.lineTo((10, 10)); pen.lineTo((10, 0)); pen.lineTo((0, 10)); pen.closePath()
assert area(eight) == 0; eight.simplify(); assert abs(area(eight)) == 50 or len(list(eight.contours)) == 2, contours(eight)
twice = square(0, 0, 10, 10); box(twice.getPen(), 5, 0, 15, 10); twice.fillType = FillType.WINDING
assert area(twice) == 200 and area(simplify(twice)) == 150 and len(list(simplify(twice).contours)) == 1
builder = OpBuilder(fix_winding=True); builder.add(one, PathOp.UNION); builder.add(other, PathOp.UNION); builder.add(square(0, 0, 15, 5), PathOp.DIFFERENCE)
assert area(builder.resolve()) == 125, area(builder.resolve())
line = Path(); pen = line.getPen(); pen.moveTo((0, 0)); pen.lineTo((100, 0)); pen.endPath(); line.stroke(10, 0, 0, 4)
assert line.bounds == (0, -5, 100, 5), line.bounds
assert list(one.segments)[0] == ("moveTo", ((0.0, 0.0),)) and one.clockwise in (True, False)
