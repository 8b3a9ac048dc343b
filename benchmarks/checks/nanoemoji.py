"""nanoemoji: makes fonts of coloured glyphs from SVGs, with ninja, resvg, pngquant and Skia.

round: 9
native: yes
apt: ninja-build pngquant resvg
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, subprocess
from fontTools.ttLib import TTFont
from PIL import Image
with open("emoji_u2744.svg", "w") as file: file.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="#0000ff"/><circle cx="50" cy="50" r="20" fill="#ffff00"/></svg>')
with open("emoji_u2603_fe0f.svg", "w") as file: file.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><defs><linearGradient id="g"><stop offset="0" stop-color="#ff0000"/><stop offset="1" stop-color="#ffffff"/></linearGradient></defs><circle cx="50" cy="30" r="20" fill="url(#g)"/><circle cx="50" cy="70" r="28" fill="#00ff00"/></svg>')
own = {**os.environ, "PATH": os.path.join(sys.prefix, "bin") + ":" + os.environ["PATH"]}     # it starts picosvg and others by their names
def made(form, *more):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "nanoemoji"), f"--color_format={form}", "--family=Snow Emoji", f"--output_file={form}.ttf", f"--build_dir={form}", *more, "emoji_u2744.svg", "emoji_u2603_fe0f.svg"], env=own, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    assert r.returncode == 0, (form, r.stdout[-1500:], r.stderr[-1500:])
    font = TTFont(f"{form}/{form}.ttf"); assert font["name"].getDebugName(1) == "Snow Emoji" and {0x2744, 0x2603} <= set(font.getBestCmap()) and "GSUB" in font, form
    return font
def painted(data):
    image = Image.open(io.BytesIO(data)).convert("RGBA"); w, h = image.size; assert data[:4] == b"\x89PNG" and w == h > 60, image
    return [image.getpixel((int(w * x), int(h * y))) for x, y in ((0.5, 0.5), (0.1, 0.1))]
def near(got, wanted): assert all(abs(a - b) < 12 for one, other in zip(got, wanted) for a, b in zip(one, other)), (got, wanted)
# Layers with colours and gradients
font = made("glyf_colr_1"); assert font["COLR"].version == 1 and {"#0000FFFF", "#FFFF00FF", "#FF0000FF", "#00FF00FF"} <= {str(c).upper() for c in font["CPAL"].palettes[0]}, font["CPAL"].palettes
records = {one.BaseGlyph: one.Paint for one in font["COLR"].table.BaseGlyphList.BaseGlyphPaintRecord}; assert records["uni2744"].NumLayers == 2 and len(records) == 2, records
kinds = {str(paint.Paint.getFormatName()) for paint in font["COLR"].table.LayerList.Paint if paint.getFormatName() == "PaintGlyph"}; assert {"PaintSolid", "PaintLinearGradient"} <= kinds, kinds
flat = made("glyf"); assert "COLR" not in flat and flat["glyf"]["uni2744"].numberOfContours != 0
# Bitmaps: drawn by resvg, with fewer colours by pngquant, packed by zopfli
font = made("cbdt"); strike = font["CBDT"].strikeData[0]; assert len(strike) == 2; near(painted(strike["uni2744"].imageData), [(255, 255, 0, 255), (0, 0, 255, 255)])
assert Image.open(io.BytesIO(strike["uni2744"].imageData)).mode == "P"
font = made("sbix"); strike = font["sbix"].strikes[max(font["sbix"].strikes)]; near(painted(strike.glyphs["uni2744"].imageData), [(255, 255, 0, 255), (0, 0, 255, 255)])
# Simplified SVGs
font = made("picosvg"); text = "".join(str(doc.data) for doc in font["SVG "].docList); assert "linearGradient" in text and "<circle" not in text and 'fill="blue"' in text.replace("#0000FF", "blue").replace("#00F", "blue"), text
