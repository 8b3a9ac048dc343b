"""nano-pdf: edits pages of a PDF as pictures (drawn by poppler) and gives them text again with Tesseract.

round: 7
native: yes
extra: pypdf<7
apt: poppler-utils tesseract-ocr
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import subprocess, tempfile
from nano_pdf import pdf_utils
from pypdf import PdfReader
d = tempfile.mkdtemp()
def pdf(*pages):
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [" + b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(pages))) + b"] /Count %d >>" % len(pages), b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    for i, page in enumerate(pages):
        text = b"BT /F1 40 Tf 40 120 Td (" + page + b") Tj ET"
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 480 270] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * i))
        objects.append(b"<< /Length %d >>\nstream\n" % len(text) + text + b"\nendstream")
    out, where = b"%PDF-1.4\n", []
    for i, o in enumerate(objects, 1):
        where.append(len(out))
        out += b"%d 0 obj\n" % i + o + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % w for w in where)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
open(d + "/a.pdf", "wb").write(pdf(b"Winter slides", b"Second page"))
pdf_utils.check_system_dependencies()
assert pdf_utils.get_page_count(d + "/a.pdf") == 2
text = pdf_utils.extract_full_text(d + "/a.pdf")
assert "<page-1>\nWinter slides\n</page-1>" in text and "Second page" in text, text
image = pdf_utils.render_page_as_image(d + "/a.pdf", 1)
assert image.width > 900 and image.convert("L").getextrema()[0] < 60, image
pdf_utils.rehydrate_image_to_pdf(image, d + "/new.pdf")
assert "Winter slides" in PdfReader(d + "/new.pdf").pages[0].extract_text(), PdfReader(d + "/new.pdf").pages[0].extract_text()
pdf_utils.replace_page_in_pdf(d + "/a.pdf", d + "/new.pdf", 2, d + "/b.pdf")
assert "Second" not in pdf_utils.extract_full_text(d + "/b.pdf") and pdf_utils.extract_full_text(d + "/b.pdf").count("Winter slides") == 2
pdf_utils.insert_page(d + "/a.pdf", d + "/new.pdf", 0, d + "/c.pdf")
pages = PdfReader(d + "/c.pdf").pages
assert len(pages) == 3 and abs(float(pages[0].mediabox.width) - 480) < 1
r = subprocess.run([os.path.join(sys.prefix, "bin", "nano-pdf"), "--help"], capture_output=True, text=True, timeout=60)
assert r.returncode == 0 and "edit" in r.stdout, r
