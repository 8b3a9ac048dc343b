"""tabula-py: tables out of PDFs, by a program in Java.

round: 10
native: yes
apt: default-jre-headless
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

import tabula
frames = tabula.read_pdf("snow.pdf", pages=1, lattice=True); assert len(frames) == 1, frames
frame = frames[0]; assert list(frame.columns) == rows[0] and [[str(v) for v in row] for row in frame.values.tolist()] == rows[1:], frame
frame = tabula.read_pdf("snow.pdf", pages="all", stream=True, guess=False)[0]; assert frame["Snow"].tolist() == [31, 28, 7] and frame["Days"].sum() == 24, frame
part = tabula.read_pdf("snow.pdf", pages=1, area=[792 - 720 + 23, 71, 792 - 720 + 49, 500], lattice=True, pandas_options={"header": None})[0]; assert part.values.tolist() == [["January", 31, 12]], part
assert tabula.read_pdf("snow.pdf", output_format="json", pages=1, lattice=True)[0]["data"][1][0]["text"] == "January"
tabula.convert_into("snow.pdf", "snow.csv", output_format="csv", pages=1, lattice=True)
assert [line.split(",") for line in open("snow.csv").read().split()] == rows
try: tabula.read_pdf("none.pdf")
except FileNotFoundError: pass
else: raise AssertionError("read what is not there")
open("bad.pdf", "wb").write(b"no PDF at all")
try: tabula.read_pdf("bad.pdf", pages=1)
except Exception as error: assert type(error).__name__ in ("CalledProcessError", "JavaException"), error
else: raise AssertionError("read what is no PDF")
