"""aggdraw: smooth drawing for Pillow, with the Anti-Grain Geometry library (and FreeType for text).

round: 6
native: yes
extra: pillow
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, tempfile
import aggdraw
from PIL import Image, ImageFont
d = tempfile.mkdtemp()
image = Image.new("RGB", (200, 120), "white")
draw = aggdraw.Draw(image)
red, blue = aggdraw.Pen("red", 3.5), aggdraw.Brush((0, 0, 255), opacity=128)
draw.ellipse((10, 10, 90, 90), red, aggdraw.Brush("yellow"))
draw.rectangle((60, 40, 120, 100), blue)
draw.line((0, 119, 199, 100), aggdraw.Pen("black", 1))
path = aggdraw.Path(); path.moveto(130, 10); path.curveto(130, 60, 190, 60, 190, 10); path.close()
draw.path(path, None, aggdraw.Brush("green"))
draw.symbol((150, 70), aggdraw.Symbol("M0,0 L20,0 L20,20 L0,20 Z"), None, aggdraw.Brush("#ff00ff"))
draw.arc((125, 65, 195, 115), 0, 90, aggdraw.Pen("orange", 2)); draw.pieslice((2, 92, 30, 118), 0, 180, None, aggdraw.Brush("cyan"))
draw.flush()
assert image.getpixel((30, 50)) == (255, 255, 0) and image.getpixel((160, 20)) == (0, 128, 0) and image.getpixel((160, 80)) == (255, 0, 255)
r, g, b = image.getpixel((110, 70)); assert b == 255 and abs(r - 127) < 3 and r == g, (r, g, b)   # half through
r, g, b = image.getpixel((70, 50)); assert abs(r - 127) < 3 and abs(b - 128) < 3, (r, g, b)
assert image.getpixel((50, 10))[0] > 240 and image.getpixel((50, 10))[2] < 40
edge = {image.getpixel((x, y)) for x in range(0, 200) for y in range(100, 120)}
assert len([c for c in edge if c[0] == c[1] == c[2] and 0 < c[0] < 255]) > 10   # its steps are smoothed
coords = path.coords(); assert coords[:2] == [130, 10] and len(coords) > 8, coords
draw.setantialias(False); draw.settransform((1, 0, 20, 0, 1, 5)); draw.rectangle((0, 0, 4, 4), None, aggdraw.Brush("black")); draw.settransform(); draw.flush()
assert image.getpixel((22, 7)) == (0, 0, 0)
# a font file of Pillow's own
font = ImageFont.load_default(30)
open(d + "/f.ttf", "wb").write(font.path.getvalue() if isinstance(font.path, io.BytesIO) else open(font.path, "rb").read())
canvas = aggdraw.Draw("RGBA", (200, 60), (255, 255, 255, 0)); 
big, small = aggdraw.Font("black", d + "/f.ttf", size=40), aggdraw.Font("black", d + "/f.ttf", size=10)
wide, low = canvas.textsize("Snow", big), canvas.textsize("Snow", small)
assert 60 < wide[0] < 150 and 3.3 < wide[0] / low[0] < 4.7, (wide, low)
canvas.text((5, 5), "Snow", big)
text = Image.frombytes("RGBA", canvas.size, canvas.tobytes())
box = text.getbbox(); assert box and abs((box[2] - box[0]) - wide[0]) < 12 and box[3] - box[1] > 20, (box, wide)
image.save(d + "/a.png"); assert Image.open(d + "/a.png").size == (200, 120)
