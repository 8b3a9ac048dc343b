"""Aspose.Slides: makes, changes and converts PowerPoint's presentations, and draws their slides with libgdiplus.

round: 7
native: yes
apt: libgdiplus libicu76
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, struct, tempfile, zipfile, zlib
import aspose.slides as slides
d = tempfile.mkdtemp(); os.chdir(d)
with slides.Presentation() as deck:
    first = deck.slides[0]
    box = first.shapes.add_auto_shape(slides.ShapeType.RECTANGLE, 100, 100, 300, 200)
    box.fill_format.fill_type = slides.FillType.SOLID
    box.fill_format.solid_fill_color.color = slides.Color.red
    box.line_format.fill_format.fill_type = slides.FillType.NO_FILL
    said = first.shapes.add_auto_shape(slides.ShapeType.ELLIPSE, 450, 350, 200, 100)
    said.add_text_frame("Fresh snow")
    second = deck.slides.add_empty_slide(deck.layout_slides[0])
    table = second.shapes.add_table(50, 50, [100, 100], [40, 40, 40])
    table.rows[1][1].text_frame.text = "42 flakes"
    chart = second.shapes.add_chart(slides.charts.ChartType.CLUSTERED_COLUMN, 300, 50, 300, 250)
    deck.save("snow.pptx", slides.export.SaveFormat.PPTX)
names = zipfile.ZipFile("snow.pptx").namelist()
assert "ppt/slides/slide2.xml" in names and "ppt/presentation.xml" in names and any("chart" in n for n in names), names
xml = zipfile.ZipFile("snow.pptx").read("ppt/slides/slide1.xml").decode()
assert "Fresh snow" in xml and 'prst="ellipse"' in xml, xml[:2000]
with slides.Presentation("snow.pptx") as deck:
    assert len(deck.slides) == 2 and deck.slides[0].shapes[1].text_frame.text.startswith("Fresh")   # without a licence it cuts what it reads
    table, = [s for s in deck.slides[1].shapes if isinstance(s, slides.Table)]
    assert table.rows[1][1].text_frame.text.startswith("42 fl") and (len(table.rows), len(table.columns)) == (3, 2)
    assert (round(deck.slides[0].shapes[0].x), round(deck.slides[0].shapes[0].width)) == (100, 300)
    size = deck.slide_size.size
    with deck.slides[0].get_image(1, 1) as picture:
        assert (picture.width, picture.height) == (round(size.width), round(size.height)), (picture.width, picture.height)
        picture.save("slide.png", slides.ImageFormat.PNG)
    deck.save("snow.pdf", slides.export.SaveFormat.PDF)
    with open("slide.svg", "wb") as f:
        deck.slides[1].write_as_svg(f)
def pixels(data):   # of a PNG, 8 bits a sample
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at, body = 8, b""
    while at < len(data):
        n, kind = struct.unpack(">L4s", data[at:at + 8])
        if kind == b"IHDR":
            w, h, depth, color, *rest = struct.unpack(">LLBBBBB", data[at + 8:at + 21])
            assert depth == 8 and color in (2, 6) and rest[2] == 0, (depth, color, rest)
        elif kind == b"IDAT":
            body += data[at + 8:at + 8 + n]
        at += n + 12
    k, raw, rows = {2: 3, 6: 4}[color], zlib.decompress(body), [bytearray(w * {2: 3, 6: 4}[color])]
    for y in range(h):
        line, up, kind = bytearray(raw[y * (w * k + 1) + 1:(y + 1) * (w * k + 1)]), rows[-1], raw[y * (w * k + 1)]
        for i in range(len(line)):
            a, b, c = (line[i - k] if i >= k else 0), up[i], (up[i - k] if i >= k else 0)
            near = min((a, b, c), key=lambda v: abs(a + b - c - v))
            line[i] = (line[i] + (0, a, b, (a + b) // 2, near)[kind]) & 255
        rows.append(line)
    return lambda x, y: tuple(rows[y + 1][x * k:x * k + 3])
at = pixels(open("slide.png", "rb").read())
for x, y in ((110, 110), (110, 290), (390, 295)):
    assert at(x, y) == (255, 0, 0), (x, y, at(x, y))
assert at(30, 520) == (255, 255, 255) and at(550, 360) != (255, 255, 255), (at(30, 520), at(550, 360))
pdf = open("snow.pdf", "rb").read()
assert pdf.startswith(b"%PDF-") and len(pdf) > 3000, pdf[:100]
assert "<svg" in open("slide.svg", encoding="utf-8").read()[:1000]
