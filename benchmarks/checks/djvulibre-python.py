"""djvulibre-python: decodes and draws documents of DjVu, by DjVuLibre, and reads its S-expressions.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import base64, tempfile
from djvu import decode, sexpr
# A page of 64 by 48 that the distribution's own tests have, and one with a hidden text.
PAGE = base64.b64decode("QVQmVEZPUk0AAABTREpWVUlORk8AAAAKAEAAMBgALAEWAFNqYnoAAAA1gfq6a/Ll49VmI+nBwaxTi5wAMO3IK4dzcqs7dquJLVVLw6VlhPNNPiNusNfnWoXLcTZDfTc=")
d = tempfile.mkdtemp(); open(d + "/\u00e9.djvu", "wb").write(PAGE)
text = b"Snow falls"
numbers = lambda size, *ns: b"".join(n.to_bytes(size, "big") for n in ns)
zone = b"\x01" + numbers(2, *(n + 0x8000 for n in (0, 0, 64, 48, 0))) + numbers(3, len(text), 0)   # the whole page, without children
chunk = len(text).to_bytes(3, "big") + text + b"\x01" + zone
body = PAGE[12:] + b"\0" * (len(PAGE) % 2) + b"TXTa" + len(chunk).to_bytes(4, "big") + chunk
open(d + "/text.djvu", "wb").write(b"AT&TFORM" + len(body).to_bytes(4, "big") + body)
errors = []
class Context(decode.Context):
    def handle_message(self, message):
        if isinstance(message, decode.ErrorMessage): errors.append(message)
context = Context()
document = context.new_document(decode.FileUri(d + "/\u00e9.djvu")); document.decoding_job.wait()
assert not errors and document.decoding_done and document.type == decode.DOCUMENT_TYPE_SINGLE_PAGE and len(document.pages) == 1, (errors, document.type)
page = document.pages[0]; page.get_info()
assert (page.width, page.height, page.dpi) == (64, 48, 300)
job = page.decode(wait=True)
assert job.is_done and not job.is_error and job.size == (64, 48) and job.type == decode.PAGE_TYPE_BITONAL, errors
grey = decode.PixelFormatGrey(); grey.rows_top_to_bottom = 1; grey.y_top_to_bottom = 1
drawn = job.render(decode.RENDER_COLOR, (0, 0, 64, 48), (0, 0, 64, 48), grey)
assert len(drawn) == 64 * 48 and 100 < drawn.count(0) < 1500 and drawn.count(0) + drawn.count(255) == 64 * 48, drawn.count(0)
job.rotation = 180
turned = job.render(decode.RENDER_COLOR, (0, 0, 64, 48), (0, 0, 64, 48), grey); assert turned == drawn[::-1]
rgb = page.decode(wait=True).render(decode.RENDER_COLOR, (0, 0, 16, 12), (4, 4, 8, 8), decode.PixelFormatRgb()); assert len(rgb) == 8 * 8 * 3
with open(d + "/saved.djvu", "wb") as out: assert document.save(out).is_done
assert open(d + "/saved.djvu", "rb").read(8) == b"AT&TFORM" and b"Sjbz" in open(d + "/saved.djvu", "rb").read()
with open(d + "/page.ps", "wb") as out: assert document.export_ps(out).is_done
assert open(d + "/page.ps", "rb").read(4) == b"%!PS"
document = context.new_document(decode.FileUri(d + "/text.djvu")); document.decoding_job.wait()
hidden = document.pages[0].text; hidden.wait()
assert hidden.sexpr.value == (sexpr.Symbol("page"), 0, 0, 64, 48, "Snow falls"), hidden.sexpr
open(d + "/bad.djvu", "wb").write(b"no DjVu at all" * 20)
try: bad = context.new_document(decode.FileUri(d + "/bad.djvu")); bad.decoding_job.wait(); assert bad.decoding_error
except decode.JobFailed: pass
read = sexpr.Expression.from_string('(snow "fl\u00f6ckchen" (1 -2) "\\"")')
assert read.value == (sexpr.Symbol("snow"), "fl\u00f6ckchen", (1, -2), '"') and read[2][1].value == -2, read
read[1] = sexpr.Expression([5]); assert read.as_string(width=80) == '(snow (5) (1 -2) "\\"")', read.as_string()
