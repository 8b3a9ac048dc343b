"""pympress: shows PDF presentations on two screens, with GTK 3 and Poppler (by introspection); its README has PyGObject and pycairo installed beside it.

native: yes
extra: PyGObject, pycairo
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, pathlib, signal, subprocess, sys, tempfile, time
d = tempfile.mkdtemp()
os.environ.update(HOME=d, XDG_CONFIG_HOME=d + "/c", XDG_CACHE_HOME=d, XDG_STATE_HOME=d)
draw = "1 0 0 rg 0 0 100 100 re f 0 g BT /F 24 Tf 110 40 Td (Hi)Tj ET"
objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
           "<</Length %d>>stream\n%s\nendstream" % (len(draw), draw), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
pdf, at = "%PDF-1.4\n", []
for i, o in enumerate(objects, 1):
    at.append(len(pdf)); pdf += "%d 0 obj%s endobj\n" % (i, o)
xref = len(pdf)
pdf += "xref\n0 6\n0000000000 65535 f \n" + "".join("%010d 00000 n \n" % a for a in at) + "trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % xref
pathlib.Path(d, "t.pdf").write_text(pdf)
from pympress import util
util.get_translation("pympress").install()
from pympress import document
import cairo
doc = document.Document.create(None, pathlib.Path(d, "t.pdf").as_uri())
assert doc.pages_number() == 1 and tuple(doc.page(0).get_size()) == (200.0, 100.0)
surface = cairo.ImageSurface(cairo.FORMAT_RGB24, 200, 100)
doc.page(0).render_cairo(cairo.Context(surface), 200, 100)
surface.flush()
pixel = lambda x, y: bytes(surface.get_data()[y * surface.get_stride() + 4 * x:][:3])
assert pixel(50, 50) == b"\0\0\xff" and any(max(pixel(x, y)) < 60 for x in range(110, 160) for y in range(30, 70)), "not drawn, or without its font"
p = subprocess.Popen([os.path.join(sys.prefix, "bin", "pympress"), d + "/t.pdf"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
time.sleep(12)
alive = p.poll() is None   # its windows are open
if alive: os.killpg(p.pid, signal.SIGKILL)
said = p.communicate()[0]
assert alive, said
