"""rlpycairo: ReportLab's drawings as pictures, by cairo.

round: 10
native: yes
extra: reportlab
apt: libcairo2
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, tempfile
import reportlab
from reportlab.graphics import renderPM
from reportlab.graphics.shapes import Circle, Drawing, Group, Image, Line, Path, Rect, String
from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.lib import colors
from PIL import Image as Picture
import rlPyCairo
d = tempfile.mkdtemp()
drawing = Drawing(200, 100); drawing.add(Rect(10, 10, 60, 40, fillColor=colors.red, strokeColor=None)); drawing.add(Circle(150, 50, 30, fillColor=colors.blue, strokeColor=colors.black, strokeWidth=4))
group = Group(Rect(-5, -5, 10, 10, fillColor=colors.green, strokeColor=None)); group.translate(100, 80); group.rotate(45); drawing.add(group)
drawing.add(Line(0, 2, 200, 2, strokeColor=colors.purple, strokeWidth=2))
image = renderPM.drawToPIL(drawing, bg=0xFFFFFF, backend="rlPyCairo").convert("RGB"); assert image.size == (200, 100)
pixel = image.getpixel
assert pixel((40, 70)) == (255, 0, 0) and pixel((150, 50)) == (0, 0, 255) and pixel((100, 20)) == (0, 128, 0) and pixel((5, 5)) == (255, 255, 255) and pixel((100, 98)) == (128, 0, 128), [pixel(p) for p in ((40, 70), (150, 50), (100, 20), (5, 5), (100, 98))]
assert pixel((100, 14)) == (0, 128, 0) and pixel((104, 15)) == (255, 255, 255) and pixel((180, 50)) == (0, 0, 0)   # turned; the circle's edge
assert sum(0 < p[0] < 255 and p[1] == p[0] for p in image.crop((118, 18, 182, 82)).getdata()) > 20   # smooth
def written(text, font="Helvetica", size=24):
    one = Drawing(200, 40); one.add(String(5, 8, text, fontName=font, fontSize=size))
    return renderPM.drawToPIL(one, backend="rlPyCairo").convert("L")
dark = lambda picture: sum(p < 128 for p in picture.getdata())
assert 100 < dark(written("snow")) < dark(written("snow", "Helvetica-Bold")) and dark(written(" ")) == 0 and written("snow").tobytes() != written("wons").tobytes()
for name, kind in (("a.png", "PNG"), ("a.gif", "GIF"), ("a.jpg", "JPEG"), ("a.tif", "TIFF")):
    renderPM.drawToFile(drawing, d + "/" + name, fmt=kind, dpi=144, backend="rlPyCairo"); picture = Picture.open(d + "/" + name); assert picture.size == (400, 200) and picture.format == kind, picture
    r, g, b = picture.convert("RGB").getpixel((300, 100)); assert b > 240 and r < 15 and g < 15
chart = VerticalBarChart(); chart.x, chart.y, chart.width, chart.height = 30, 20, 150, 100; chart.data = [(1, 3, 2)]; chart.valueAxis.valueMin = 0; chart.valueAxis.valueMax = 4; chart.bars[0].fillColor = colors.cyan; chart.categoryAxis.categoryNames = ["a", "b", "c"]
bars = Drawing(200, 140); bars.add(chart); picture = renderPM.drawToPIL(bars, backend="rlPyCairo").convert("RGB"); cyan = [sum(picture.getpixel((x, y)) == (0, 255, 255) for y in range(140)) for x in range(200)]
assert sorted(set(round(n, -1) for n in cyan if n)) == [20, 50, 70] or max(cyan) in range(70, 78), sorted(set(cyan))
state = rlPyCairo.GState(20, 20, bg=colors.white, fmt="ARGB32"); state.fillColor = colors.Color(1, 0, 0, 0.5); state.pathBegin(); state.moveTo(0, 0); state.lineTo(20, 0); state.lineTo(0, 20); state.pathClose(); state.pathFill()
assert state.getSize() if hasattr(state, "getSize") else True
raw = state.pixBuf; assert len(raw) == 1600 and raw[4 * (20 * 15 + 2):][:4] in (b"\xff\x7f\x7f\xff", b"\xff\x80\x80\xff") and raw[4 * (20 * 2 + 17):][:4] == b"\xff" * 4, raw[4 * (20 * 15 + 2):][:4]
