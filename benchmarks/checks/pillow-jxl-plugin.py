"""pillow-jxl-plugin: JPEG XL for Pillow, by libjxl.

round: 9
native: yes
apt: libjxl0.11
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os
import pillow_jxl
from PIL import Image, ImageChops
side = 96
image = Image.new("RGB", (side, side // 2)); image.putdata([(2 * x, 4 * y, (x * y) % 256) for y in range(side // 2) for x in range(side)])
def written(image, **words):
    out = io.BytesIO(); image.save(out, format="JXL", **words); return out.getvalue()
def worst(one, two): return max(high for _, high in ImageChops.difference(one, two).getextrema())
exact = written(image, lossless=True)
assert exact[:2] == b"\xff\x0a" or exact[4:8] == b"JXL ", exact[:16]
back = Image.open(io.BytesIO(exact)); assert (back.format, back.mode, back.size) == ("JXL", "RGB", image.size), back
assert back.tobytes() == image.tobytes() and len(exact) < len(image.tobytes())
smooth = Image.linear_gradient("L").convert("RGB")
fine, coarse = (written(smooth.resize((64, 64)), quality=q) for q in (98, 20))
assert len(coarse) < len(fine) and worst(Image.open(io.BytesIO(fine)), smooth.resize((64, 64))) < 12
clear = image.convert("RGBA"); clear.putalpha(Image.linear_gradient("L").resize(image.size)); clear.save("clear.jxl", lossless=True)
with Image.open("clear.jxl") as again: assert again.mode == "RGBA" and again.getchannel("A").tobytes() == clear.getchannel("A").tobytes()
grey = image.convert("L"); assert Image.open(io.BytesIO(written(grey, lossless=True))).tobytes() == grey.tobytes()
# A JPEG is packed again without a loss.
image.save("a.jpg", quality=90); Image.open("a.jpg").save("a.jxl", lossless_jpeg=True)
assert os.path.getsize("a.jxl") < os.path.getsize("a.jpg") and worst(Image.open("a.jxl").convert("RGB"), Image.open("a.jpg").convert("RGB")) < 24
exif = Image.Exif(); exif[0x010E] = "snow"
assert Image.open(io.BytesIO(written(image, exif=exif.tobytes()))).getexif()[0x010E] == "snow"
try: Image.open(io.BytesIO(exact[:len(exact) // 3])).load()
except Exception: pass
else: raise AssertionError("read what is cut off")
