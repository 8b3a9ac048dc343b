"""mat2: removes what files tell about their makers: pictures with exiftool and GdkPixbuf, PDF with Poppler, SVG with librsvg.

round: 4
native: yes
extra: pillow
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
import cairo
from PIL import Image
d = tempfile.mkdtemp()
exif = Image.Exif(); exif[0x013B] = "Ada Snow"; exif[0x010E] = "a secret flake"
Image.new("RGB", (40, 30), (200, 30, 30)).save(d + "/p.jpg", exif=exif)
page = cairo.PDFSurface(d + "/t.pdf", 200, 100)
page.set_metadata(cairo.PDF_METADATA_AUTHOR, "Ada Snow"); page.set_metadata(cairo.PDF_METADATA_TITLE, "a secret flake")
pen = cairo.Context(page); pen.rectangle(20, 20, 50, 50); pen.fill(); pen.show_page(); page.finish()
open(d + "/d.svg", "w").write('<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10" viewBox="0 0 20 10"><title>a secret flake</title>'
                              '<desc>Ada Snow</desc><rect width="9" height="9" fill="#f00"/></svg>')
run = lambda *words: subprocess.run([os.path.join(sys.prefix, "bin", "mat2"), *words], cwd=d, capture_output=True, text=True, env={**os.environ, "HOME": d})
shown = run("--show", "p.jpg", "t.pdf", "d.svg")
assert shown.returncode == 0 and shown.stdout.count("Ada Snow") == 3, shown
r = run("p.jpg", "t.pdf", "d.svg")
clean = [d + "/p.cleaned.jpg", d + "/t.cleaned.pdf", d + "/d.cleaned.svg"]
assert r.returncode == 0 and all(map(os.path.exists, clean)), (r, os.listdir(d))
for path in clean:
    data = open(path, "rb").read()
    assert len(data) > 100 and b"Ada" not in data and b"secret" not in data, path
    assert "Ada" not in run("--show", path).stdout
picture = Image.open(clean[0])
assert picture.size == (40, 30) and not picture.getexif() and picture.getpixel((20, 15))[0] > 180
