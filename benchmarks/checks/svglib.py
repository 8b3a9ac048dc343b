"""svglib: makes ReportLab's drawings, and so PDF and bitmaps, of SVG; finds fonts by fontconfig's fc-match, draws bitmaps by Cairo.

round: 10
native: no
extra: rlPyCairo
apt: fontconfig fonts-dejavu-core libcairo2
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import gzip, io, re, tempfile, zlib, base64
from PIL import Image
from reportlab.graphics import renderPDF, renderPM
from reportlab.pdfbase.pdfmetrics import getFont, stringWidth
from svglib.fonts import find_font
from svglib.svglib import svg2rlg
d = tempfile.mkdtemp()
svg = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="200" height="100" viewBox="0 0 200 100">
<style>.cold { fill: #0000ff; stroke: none }</style><defs><rect id="box" width="20" height="20" fill="lime"/></defs>
<rect x="10" y="10" width="40" height="30" fill="#ff0000"/><circle class="cold" cx="100" cy="30" r="20"/>
<g transform="translate(150 20) scale(2 1)"><use xlink:href="#box"/></g><path d="M 10 90 L 60 90 A 25 25 0 0 0 10 90 Z" fill="#ff00ff"/>
<text x="80" y="85" font-family="DejaVuSerif" font-size="20">Ёлка é</text><text x="150" y="85" font-family="DejaVuSans" font-weight="bold" font-size="12">Snow</text></svg>"""
open(d + "/a.svg", "w", encoding="utf-8").write(svg)
with gzip.open(d + "/a.svgz", "wb") as file: file.write(svg.encode())
drawing = svg2rlg(d + "/a.svg"); assert (drawing.width, drawing.height) == (150, 75) or (drawing.width, drawing.height) == (200, 100), (drawing.width, drawing.height)
assert find_font("DejaVuSerif") == ("DejaVuSerif", True) and find_font("DejaVuSans", "bold") == ("DejaVuSans-Bold", True), (find_font("DejaVuSerif"), find_font("DejaVuSans", "bold"))   # by fc-match
assert getFont("DejaVuSerif").face.name == b"DejaVuSerif" and getFont("DejaVuSans-Bold").face.name == b"DejaVuSans-Bold" and stringWidth("Ёлка", "DejaVuSerif", 20) > 40
assert find_font("Helvetica", "bold") == ("Helvetica-Bold", True) and find_font("No Such Font At All")[1] is False
renderPDF.drawToFile(drawing, d + "/a.pdf"); pdf = open(d + "/a.pdf", "rb").read(); assert pdf.startswith(b"%PDF") and pdf.count(b"/FontFile2") >= 2 and b"+DejaVuSerif" in pdf and b"+DejaVuSans-Bold" in pdf
picture = Image.open(io.BytesIO(renderPM.drawToString(drawing, fmt="PNG", dpi=72 * 200 / drawing.width, backend="rlPyCairo"))).convert("RGB"); assert picture.size == (200, 100), picture.size
at = picture.getpixel; assert [at((30, 25)), at((100, 30)), at((165, 30)), at((35, 80)), at((5, 5)), at((80, 12))] == [(255, 0, 0), (0, 0, 255), (0, 255, 0), (255, 0, 255), (255, 255, 255), (255, 255, 255)], [at((30, 25)), at((100, 30)), at((165, 30)), at((35, 80)), at((5, 5))]
dark = [(x, y) for x in range(78, 150) for y in range(62, 92) if sum(at((x, y))) < 200]; assert 80 < len(dark) < 1000 and max(x for x, y in dark) - min(x for x, y in dark) > 45, len(dark)   # the words
again = svg2rlg(d + "/a.svgz"); assert (again.width, again.height) == (drawing.width, drawing.height)
png = io.BytesIO(); Image.new("RGB", (4, 4), "orange").save(png, "PNG")
within = svg2rlg(io.BytesIO(f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="40"><image x="0" y="0" width="40" height="40" xlink:href="data:image/png;base64,{base64.b64encode(png.getvalue()).decode()}"/></svg>'.encode()))
photo = Image.open(io.BytesIO(renderPM.drawToString(within, fmt="PNG", dpi=72 * 40 / within.width, backend="rlPyCairo"))).convert("RGB"); assert photo.getpixel((20, 20)) == (255, 165, 0), (photo.size, photo.getpixel((20, 20)))
