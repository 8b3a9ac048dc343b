"""drawsvg: makes SVG pictures by program; its raster extra makes PNG of them with cairo.

round: 7
native: no
extra: drawsvg[raster], pillow
apt: libcairo2
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, tempfile
import drawsvg as draw
import numpy as np
from PIL import Image
d = tempfile.mkdtemp()
drawing = draw.Drawing(200, 100, origin="center")
drawing.append(draw.Rectangle(-100, -50, 200, 100, fill="#1248ff"))
shade = draw.LinearGradient(-100, 0, 100, 0); shade.add_stop(0, "#ff0000"); shade.add_stop(1, "#00ff00")
drawing.append(draw.Rectangle(-100, 20, 200, 30, fill=shade))
drawing.append(draw.Circle(0, -15, 20, fill="white", stroke="black", stroke_width=2))
drawing.append(draw.Text("snow", 12, -90, -30, fill="yellow"))
svg = drawing.as_svg()
assert svg.count("<circle") == 1 and "linearGradient" in svg and 'viewBox="-100' in svg, svg
drawing.save_svg(d + "/p.svg"); drawing.save_png(d + "/p.png")
picture = Image.open(d + "/p.png").convert("RGB")
assert picture.size == (200, 100), picture.size
near = lambda at, colour: all(abs(a - b) < 12 for a, b in zip(picture.getpixel(at), colour))
assert near((190, 10), (0x12, 0x48, 0xFF)) and near((100, 35), (255, 255, 255)), (picture.getpixel((190, 10)), picture.getpixel((100, 35)))
assert near((2, 90), (253, 2, 0)) and near((197, 90), (3, 252, 0)) and near((100, 90), (127, 128, 0)), [picture.getpixel((x, 90)) for x in (2, 100, 197)]
drawing.set_pixel_scale(2)
again = np.array(Image.open(io.BytesIO(drawing.rasterize().png_data)).convert("RGB"))
assert again.shape == (200, 400, 3), again.shape
