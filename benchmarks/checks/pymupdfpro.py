"""PyMuPDF Pro: reads office's documents (here: of Word, without a key as anyone may for some pages) and makes PDF of them.

round: 7
native: yes
extra: python-docx
apt: fontconfig
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import tempfile
import docx
d = tempfile.mkdtemp()
word = docx.Document()
word.add_heading("Winter", 1)
word.add_paragraph("Snow falls on the mountain")
table = word.add_table(rows=1, cols=2)
table.rows[0].cells[0].text = "Ice on the lake"; table.rows[0].cells[1].text = "42"
word.save(d + "/a.docx")
import pymupdf.pro
pymupdf.pro.unlock()
document = pymupdf.open(d + "/a.docx")
assert document.page_count == 1 and not document.is_pdf
text = document[0].get_text()
assert "Snow falls on the mountain" in text and "Ice on the lake" in text, text
pixels = document[0].get_pixmap(dpi=60)
assert 480 < pixels.width < 520 and min(pixels.samples) < 100, pixels   # a page with letters
data = document.convert_to_pdf()
pdf = pymupdf.open("pdf", data)
assert data[:5] == b"%PDF-" and len(pdf) == 1 and pdf[0].get_fonts(), "no fonts"
drawn = pdf[0].get_pixmap(dpi=60)
dark = lambda p: sum(x < 128 for x in p.samples)
assert dark(drawn) > 300 and abs(dark(drawn) - dark(pixels)) < 0.3 * dark(pixels), (dark(drawn), dark(pixels))
