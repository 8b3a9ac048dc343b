"""skia-python: Skia's 2D drawing from Python, with text, paths and images.

round: 7
native: yes
apt: libfontconfig1 libgl1 libegl1 libglvnd0 libgl1-mesa-dri
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io
import numpy as np
import skia
surface = skia.Surface(200, 100)
with surface as canvas:
    canvas.clear(skia.ColorWHITE)
    canvas.drawCircle(50, 50, 30, skia.Paint(AntiAlias=True, Color=skia.ColorRED))
    path = skia.Path()
    path.moveTo(120, 20); path.lineTo(180, 20); path.lineTo(150, 80); path.close()
    canvas.drawPath(path, skia.Paint(Color=skia.ColorBLUE))
image = surface.makeImageSnapshot()
pixels = image.toarray(colorType=skia.kRGBA_8888_ColorType)
assert pixels.shape == (100, 200, 4), pixels.shape
assert tuple(pixels[50, 50]) == (255, 0, 0, 255) and tuple(pixels[30, 150]) == (0, 0, 255, 255) and tuple(pixels[1, 1]) == (255,) * 4, pixels[50, 50]
red = (pixels[..., 0] > 200) & (pixels[..., 1] < 60)
assert abs(red.sum() - np.pi * 900) < 150, red.sum()
png = bytes(image.encodeToData(skia.kPNG, 100))
assert png[:8] == b"\x89PNG\r\n\x1a\n"
again = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(png))
assert (again.width(), again.height()) == (200, 100) and (again.toarray(colorType=skia.kRGBA_8888_ColorType) == pixels).all()
stream = skia.DynamicMemoryWStream()
with skia.PDF.MakeDocument(stream) as document:
    with document.page(300, 200) as page:
        page.drawRect(skia.Rect.MakeXYWH(10, 10, 100, 50), skia.Paint(Color=skia.ColorGREEN))
assert bytes(stream.detachAsData())[:5] == b"%PDF-"
one, two = skia.Path(), skia.Path()
one.addRect(skia.Rect.MakeLTRB(0, 0, 10, 10)); two.addRect(skia.Rect.MakeLTRB(5, 5, 20, 20))
assert skia.Op(one, two, skia.kIntersect_PathOp).getBounds() == skia.Rect.MakeLTRB(5, 5, 10, 10)
assert isinstance(skia.FontMgr().countFamilies(), int)   # asks fontconfig
