"""vl-convert-python: charts of Vega and Vega-Lite as SVG, PNG, JPEG and PDF, with the fonts there are.

round: 10
native: yes
extra: pillow
apt: fonts-dejavu-core
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, json, os, tempfile
import vl_convert
from PIL import Image
bars = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "width": 200, "height": 100, "data": {"values": [{"kind": "ice", "n": 3}, {"kind": "snow", "n": 9}]},
    "mark": {"type": "bar", "color": "#ff0000"}, "encoding": {"x": {"field": "kind", "type": "nominal"}, "y": {"field": "n", "type": "quantitative"}}}
vega = vl_convert.vegalite_to_vega(bars, vl_version="5.20"); assert vega["$schema"].startswith("https://vega.github.io/schema/vega/") and vega["marks"][0]["type"] == "rect"
svg = vl_convert.vegalite_to_svg(bars); assert svg.startswith("<svg") and ">snow</text>" in svg and 'fill="#ff0000"' in svg and vl_convert.vega_to_svg(vega).count("<path") > 3
png = Image.open(io.BytesIO(vl_convert.vegalite_to_png(bars, scale=2))).convert("RGB"); assert png.width > 400
red = [sum(png.getpixel((x, y)) == (255, 0, 0) for y in range(png.height)) for x in range(png.width)]; heights = sorted({n for n in red if n > 5})
assert abs(heights[-1] / heights[0] - 3) < 0.1 and sum(n > 5 for n in red) > 250, heights
jpeg = Image.open(io.BytesIO(vl_convert.vegalite_to_jpeg(bars, quality=90))); assert jpeg.format == "JPEG" and abs(jpeg.width * 2 - png.width) <= 2
pdf = vl_convert.vegalite_to_pdf(bars); assert pdf.startswith(b"%PDF-") and len(pdf) > 2000
html = vl_convert.vegalite_to_html(bars, bundle=False); assert "<html" in html and "vega" in html
def written(family, text="Schneefl\u00f6ckchen iiii", style=""):   # a system's font is another than the one that comes with it
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="500" height="60"><rect width="500" height="60" fill="white"/><text x="5" y="40" font-family="{family}" font-size="30" {style}>{text}</text></svg>'
    image = Image.open(io.BytesIO(vl_convert.svg_to_png(svg))).convert("L"); dark = [i for i, p in enumerate(image.getdata()) if p < 100]; assert len(dark) > 200, (family, len(dark))
    return max(i % 500 for i in dark), len(dark)
sans, mono, other = written("DejaVu Sans"), written("DejaVu Sans Mono"), written("sans-serif")
assert mono[0] > sans[0] + 20 and sans[0] > other[0] + 5, (sans, mono, other)
assert written("DejaVu Sans", style='font-weight="bold"')[1] > 1.2 * sans[1]
assert abs(written("DejaVu Sans Mono", "iiiiiiiiii")[0] - written("DejaVu Sans Mono", "wwwwwwwwww")[0]) < 15 and abs(mono[0] - 5 - 20 * 18.06) < 18, mono
long = {**bars, "data": {"values": [{"kind": "a long name of it", "n": 1}]}, "config": {"axis": {"labelFont": "DejaVu Sans Mono", "labelFontSize": 20, "labelAngle": 0, "labelLimit": 0}}, "encoding": {"y": bars["encoding"]["x"], "x": bars["encoding"]["y"]}}
width = lambda spec: Image.open(io.BytesIO(vl_convert.vegalite_to_png(spec))).width
thin = json.loads(json.dumps(long).replace("DejaVu Sans Mono", "DejaVu Sans")); assert width(long) > width(thin) + 15, (width(long), width(thin))   # the text is measured too
try: vl_convert.vegalite_to_svg({"mark": "nothing"})
except Exception as error: assert str(error)
else: raise AssertionError("drew what is no chart")
