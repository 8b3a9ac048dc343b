"""pikepdf: reads, mends and writes PDF files, with qpdf.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.chdir(d)
import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
pdf = Pdf.new()
for i in range(3):
    page = pdf.add_blank_page(page_size=(200, 100 + i))
    page.Contents = pdf.make_stream(f"BT /F1 12 Tf 10 10 Td (flake {i}) Tj ET".encode())
    page.Resources = Dictionary(Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
with pdf.open_metadata() as meta: meta["dc:title"] = "Snow"
pdf.attachments["ice.txt"] = b"six sides"
pdf.save("a.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True)
with Pdf.open("a.pdf") as again:
    assert again.is_linearized and len(again.pages) == 3 and again.open_metadata()["dc:title"] == "Snow" and not again.check_pdf_syntax()
    assert again.attachments["ice.txt"].get_file().read_bytes() == b"six sides"
    words = [operands for operands, operator in pikepdf.parse_content_stream(again.pages[1]) if str(operator) == "Tj"]
    assert str(words[0][0]) == "flake 1"
    other = Pdf.new(); other.pages.extend(reversed(again.pages)); other.pages[0].rotate(90, relative=True)
    other.save("b.pdf", encryption=pikepdf.Encryption(owner="o", user="u", R=6))
try: Pdf.open("b.pdf")
except pikepdf.PasswordError: pass
else: raise AssertionError("opened without its password")
with Pdf.open("b.pdf", password="u") as secret:
    assert secret.encryption.R == 6 and [int(p.MediaBox[3]) for p in secret.pages] == [102, 101, 100] and secret.pages[0].Rotate == 90
raw = open("a.pdf", "rb").read(); open("c.pdf", "wb").write(raw[:-40].replace(b"startxref", b"startxxxx"))
with Pdf.open("c.pdf") as mended:   # its table is rebuilt
    assert len(mended.pages) == 3 and mended.get_warnings()
