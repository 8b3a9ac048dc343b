"""pgmagick: GraphicsMagick's Magick++ through Boost.Python, built from its source.

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d
from pgmagick import Blob, Color, DrawableRectangle, FilterTypes, Geometry, Image, ImageList, gminfo
picture = Image(Geometry(60, 40), Color("blue"))
picture.fillColor("red"); picture.strokeColor("red")
picture.draw(DrawableRectangle(0, 0, 29, 39))
for name in ("a.png", "a.jpg", "a.gif"): picture.write(f"{d}/{name}")
assert open(d + "/a.png", "rb").read(4) == b"\x89PNG" and open(d + "/a.jpg", "rb").read(2) == b"\xff\xd8" and open(d + "/a.gif", "rb").read(3) == b"GIF"
for name in ("a.png", "a.jpg", "a.gif"):
    again = Image(f"{d}/{name}")
    assert (again.columns(), again.rows()) == (60, 40), name
    left, right = (again.getPixels(x, 20, 1, 1)[0] for x in (5, 50))
    assert left.red > 4 * left.blue and right.blue > 4 * right.red, name
again = Image(d + "/a.png"); again.filterType(FilterTypes.SincFilter); again.scale("30x20"); again.rotate(90)
assert (again.columns(), again.rows()) == (20, 30)
blob = Blob(); again.magick("PNG"); again.write(blob)
assert blob.length() > 50 and gminfo.library == "GraphicsMagick"
