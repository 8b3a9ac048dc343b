"""pygal: charts as SVG; here as PNG too, by cairosvg and so by cairo.

round: 10
native: no
extra: cairosvg, lxml, pillow
apt: libcairo2
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, tempfile
import pygal
from lxml import etree
from PIL import Image
from pygal.style import Style
d = tempfile.mkdtemp()
style = Style(colors=("#ff0000", "#0000ff"), background="#ffffff", plot_background="#ffffff", opacity="1", opacity_hover="1", transition="0s", font_family="sans-serif")
chart = pygal.Bar(width=400, height=300, style=style, title="Schnee", explicit_size=True, range=(0, 10), js=[], print_values=False)
chart.x_labels = ["eins", "zwei"]; chart.add("tief", [2, 8]); chart.add("hoch", [4, None])
tree = etree.fromstring(chart.render()); assert tree.tag == "{http://www.w3.org/2000/svg}svg" and len(tree.xpath("//*[local-name()='rect'][contains(@class,'rect reactive')]")) == 3
assert {"Schnee", "eins", "zwei", "tief", "hoch"} <= {node.text for node in tree.iter("{*}text")} | {node.text for node in tree.iter("{*}title")}
chart.render_to_png(d + "/a.png"); image = Image.open(d + "/a.png").convert("RGB"); assert image.size == (400, 300), image.size
def heights(colour, picture=image):
    close = lambda p: sum(abs(a - b) for a, b in zip(p, colour)) < 20
    return [sum(close(picture.getpixel((x, y))) for y in range(picture.height)) for x in range(picture.width)]
red, blue = max(heights((255, 0, 0))), max(heights((0, 0, 255))); assert red > 100 and abs(red / blue - 2) < 0.1, (red, blue)
assert sum(p < 200 for p in image.convert("L").crop((100, 0, 300, 40)).getdata()) > 50   # the title's letters
assert Image.open(io.BytesIO(chart.render_to_png(dpi=144))).size[0] >= 400
pie = pygal.Pie(width=300, height=300, style=style, show_legend=False, explicit_size=True); pie.add("a", 75); pie.add("b", 25); picture = Image.open(io.BytesIO(pie.render_to_png())).convert("RGB")
assert abs(sum(heights((255, 0, 0), picture)) / sum(heights((0, 0, 255), picture)) - 3) < 0.2
line = pygal.Line(interpolate="cubic"); line.add("x", [1, 3, 2, 5]); assert b"<path" in line.render() and line.render_sparktext() == "\u2581\u2584\u2582\u2588", line.render_sparktext()
assert chart.render_data_uri().startswith("data:image/svg+xml;charset=utf-8;base64,") and line.render_sparkline(width=100, height=20).startswith(b"<?xml")
for kind in (pygal.Radar, pygal.Box, pygal.Dot, pygal.Funnel, pygal.Gauge, pygal.Treemap, pygal.StackedLine, pygal.HorizontalBar):
    one = kind(width=200, height=150, style=style); one.add("n", [1, 2, 3, 4]); assert len(set(Image.open(io.BytesIO(one.render_to_png())).convert("RGB").getdata())) > 3, kind
