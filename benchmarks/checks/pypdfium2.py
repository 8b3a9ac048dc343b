"""pypdfium2: reads and renders PDF with PDFium.

round: 7
native: yes
extra: pillow
apt: libfreetype-dev liblcms2-dev libjpeg-dev libopenjp2-7-dev libpng-dev libtiff-dev zlib1g-dev libicu-dev libglib2.0-dev libharfbuzz-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import subprocess, tempfile
import pypdfium2 as pdfium
d = tempfile.mkdtemp()
def pdf(*objects):
    out, where = b"%PDF-1.4\n", []
    for i, o in enumerate(objects, 1):
        where.append(len(out))
        out += b"%d 0 obj\n" % i + o + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % w for w in where)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
text = b"BT /F1 24 Tf 20 100 Td (Snow and ice) Tj ET 1 0 0 rg 150 10 40 40 re f"
open(d + "/a.pdf", "wb").write(pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 150] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    b"<< /Length %d >>\nstream\n" % len(text) + text + b"\nendstream", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"))
document = pdfium.PdfDocument(d + "/a.pdf")
assert len(document) == 1 and document[0].get_size() == (200, 150)
words = document[0].get_textpage()
assert words.get_text_bounded().strip() == "Snow and ice", words.get_text_bounded()
assert words.search("ice").get_next() == (9, 3)
image = document[0].render(scale=2).to_pil()
assert image.size == (400, 300)
red = image.convert("RGB").getpixel((340, 240))
assert red == (255, 0, 0), red
assert any(image.convert("L").getpixel((x, y)) < 90 for x in range(40, 300) for y in range(50, 105)), "no letters"
new = pdfium.PdfDocument.new()
new.import_pages(document); new.import_pages(document)
new.new_page(300, 300)
new.save(d + "/b.pdf")
r = subprocess.run([os.path.join(sys.prefix, "bin", "pypdfium2"), "extract-text", d + "/b.pdf"], capture_output=True, text=True, timeout=60)
assert r.returncode == 0 and r.stdout.count("Snow and ice") == 2, r
assert len(pdfium.PdfDocument(d + "/b.pdf")) == 3
