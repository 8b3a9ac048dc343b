"""newspaper4k: takes the text, the authors, the date and the pictures out of articles in the web, with lxml and Pillow.

round: 7
native: no
apt: libxml2-dev libxslt1-dev libjpeg-dev zlib1g-dev libpng-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import http.server, io, os, tempfile, threading
from PIL import Image
os.environ["HOME"] = tempfile.mkdtemp()
TEXT = ["Snow fell on the city in the night from Monday to Tuesday, and the trams that usually start at five o'clock in the morning did not leave their depots before noon.",
    "The mayor said that nobody had been hurt, and that the ploughs of the neighbouring villages, which had been there since midnight, would stay until the end of the week.",
    "Children were happy about it, because all of the schools were closed, and the hill behind the old brewery was full of sledges, skis and of plastic bags until it got dark."]
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Trams stand still | The Flake</title>
<meta property="og:title" content="Trams stand still"><meta name="author" content="Ada Frost"><meta property="article:published_time" content="2026-01-06T07:30:00+00:00">
<meta name="keywords" content="snow, trams"><meta name="description" content="Nothing moved in the city."><meta property="og:image" content="/big.jpg"><link rel="canonical" href="/news/trams-stand-still.html"></head>
<body><nav><a href="/sport">Sport</a> <a href="/weather">Weather</a></nav><article><h1>Trams stand still</h1><p>%s</p><img src="BASE/dot.png"><p>%s</p><img src="BASE/big.jpg"><p>%s</p></article>
<footer><p>All rights reserved.</p></footer></body></html>""" % tuple(TEXT)
def picture(size, kind):
    out = io.BytesIO(); Image.effect_noise(size, 60).convert("RGB").save(out, kind); return out.getvalue()
FILES = {"/big.jpg": ("image/jpeg", picture((640, 480), "JPEG")), "/dot.png": ("image/png", picture((2, 2), "PNG"))}
class Web(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        kind, data = FILES.get(self.path, ("text/plain", b""))
        self.send_response(200 if data else 404); self.send_header("Content-Type", kind); self.send_header("Content-Length", str(len(data))); self.end_headers(); self.wfile.write(data)
    def log_message(self, *a):
        pass
web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
threading.Thread(target=web.serve_forever, daemon=True).start()
base = "http://127.0.0.1:%d" % web.server_port
PAGE = PAGE.replace("BASE", base)
FILES["/news/trams-stand-still.html"] = ("text/html; charset=utf-8", PAGE.encode())
import newspaper
article = newspaper.article(base + "/news/trams-stand-still.html", language="en")
assert article.title == "Trams stand still" and article.authors == ["Ada Frost"], (article.title, article.authors)
assert article.publish_date.isoformat().startswith("2026-01-06T07:30") and article.meta_lang == "en" and article.meta_keywords == ["snow", "trams"], article.publish_date
for words in TEXT:
    assert words in article.text, article.text
assert "All rights" not in article.text and "Sport" not in article.text, article.text
assert article.top_image == base + "/big.jpg" and base + "/big.jpg" in article.images, (article.top_image, article.images)
lone = newspaper.Article(base + "/news/trams-stand-still.html")
lone.download(input_html=PAGE.replace('<meta property="og:image" content="/big.jpg">', "")); lone.parse()
assert lone.top_image == base + "/big.jpg", lone.top_image   # the bigger one, which Pillow measures
