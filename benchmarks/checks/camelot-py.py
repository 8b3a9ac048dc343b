"""camelot-py: tables out of PDFs; here of one, drawn by pdfium and by Ghostscript.

round: 10
native: no
extra: ghostscript
apt: ghostscript libgs10
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
def pdf(rows, width=120, height=24):
    left, top = 72, 720; lines, texts = [], []
    for n in range(len(rows) + 1): lines.append(f"{left} {top - n * height} m {left + width * len(rows[0])} {top - n * height} l S")
    for n in range(len(rows[0]) + 1): lines.append(f"{left + n * width} {top} m {left + n * width} {top - height * len(rows)} l S")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row): texts.append(f"BT /F1 11 Tf {left + c * width + 6} {top - (r + 1) * height + 8} Td ({cell}) Tj ET")
    content = ("1 w " + " ".join(lines) + " " + " ".join(texts)).encode()
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
               b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content), b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    out, at = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1): at.append(len(out)); out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    start = len(out); out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(at) + 1) + b"".join(b"%010d 00000 n \n" % one for one in at)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(at) + 1, start)
rows = [["Month", "Snow", "Days"], ["January", "31", "12"], ["February", "28", "9"], ["March", "7", "3"]]
open("snow.pdf", "wb").write(pdf(rows))

import camelot
for backend in ("pdfium", "ghostscript"):
    tables = camelot.read_pdf("snow.pdf", flavor="lattice", backend=backend, use_fallback=False)
    assert len(tables) == 1 and tables[0].df.values.tolist() == rows, (backend, [one.df for one in tables])
    report = tables[0].parsing_report; assert report["accuracy"] > 95 and report["page"] == 1, report
stream = camelot.read_pdf("snow.pdf", flavor="stream"); assert len(stream) == 1 and stream[0].df.values.tolist()[-3:] == rows[1:], stream[0].df
assert [round(cell.x1) for cell in tables[0].cells[0]] == [72, 192, 312] or max(abs(cell.x1 - x) for cell, x in zip(tables[0].cells[0], (72, 192, 312))) < 3
tables.export("snow.csv", f="csv"); import csv, glob
with open(glob.glob("snow-page-1-table-1.csv")[0]) as file: assert list(csv.reader(file)) == rows
tables[0].to_excel("snow.xlsx"); import openpyxl; assert [cell.value for cell in list(openpyxl.load_workbook("snow.xlsx").active.rows)[1]][-3:] in (["Month", "Snow", "Days"], ["January", "31", "12"])
