"""PSUtils: arranges the pages of PostScript and PDF documents; paper sizes come from libpaper's program, paper.

round: 5
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, subprocess, tempfile
import pypdf
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8", "PAPERSIZE": "a4"}
def run(name, *words, **more): return subprocess.run([os.path.join(sys.prefix, "bin", name), *words], cwd=d, env=env, capture_output=True, timeout=60, check=True, **more).stdout
document = "%!PS-Adobe-3.0\n%%Pages: 8\n%%DocumentMedia: a4 595 842 0 () ()\n%%EndComments\n%%EndProlog\n" + "".join(f"%%Page: {n} {n}\n/Times-Roman findfont 40 scalefont setfont 100 100 moveto (snow {n}) show showpage\n" for n in range(1, 9)) + "%%Trailer\n%%EOF\n"
open(d + "/in.ps", "w").write(document)
shown = lambda text: [line.split("(snow ")[1][0] for line in text.decode().splitlines() if "(snow " in line]
assert shown(run("psselect", "-p", "2,4-5,_1", "in.ps")) == ["2", "4", "5", "8"]
assert shown(run("psbook", "in.ps")) == ["8", "1", "2", "7", "6", "3", "4", "5"]
up = run("psnup", "-4", "-p", "a4", "in.ps").decode()
assert up.count("%%Page: ") == 2 and shown(up.encode()) == list("12345678"), up[:2000]
resized = run("psresize", "-P", "a4", "-p", "a3", "in.ps").decode()
assert "%%DocumentMedia: a3 842 1191" in resized or "842 1191" in resized, resized[:1500]
out = pypdf.PdfWriter()
for n in range(4): out.add_blank_page(595, 842)
out.write(d + "/in.pdf")
pages = pypdf.PdfReader(io.BytesIO(run("psnup", "-2", "-P", "a4", "-p", "a4", "in.pdf"))).pages
assert len(pages) == 2, len(pages)
page = pypdf.PdfReader(io.BytesIO(run("psresize", "-p", "letter", "-P", "a4", "in.pdf"))).pages[0]
assert sorted(round(float(s)) for s in (page.mediabox.width, page.mediabox.height)) == [612, 792], page.mediabox
joined = run("psjoin", "in.ps", "in.ps").decode()
assert shown(joined.encode()) == list("12345678") * 2
r = subprocess.run([os.path.join(sys.prefix, "bin", "psnup"), "-2", "-p", "no-such-paper", "in.ps"], cwd=d, env=env, capture_output=True, text=True, timeout=60)
assert r.returncode != 0 and "paper" in r.stderr, r
