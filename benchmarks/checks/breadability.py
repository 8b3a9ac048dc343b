"""breadability: finds the article in a page of the web, with lxml.

round: 7
native: no
apt: libxml2-dev libxslt1-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
from breadability.readable import Article
d = tempfile.mkdtemp()
words = "Snow falls in the mountains, and the rivers of the valley, which sleep in winter, wait for the sun of the spring. " * 4
menu = "".join(f'<li><a href="/{i}">menu {i}</a></li>' for i in range(30))
page = f"""<!doctype html><html><head><title>Snow</title><script>var noise = 1;</script></head><body><div id="nav" class="menu"><ul>{menu}</ul></div>
<div id="main" class="article"><h1>Of snow</h1><p>{words}</p><p onclick="x()">{words.upper()}</p><p>{words}</p></div><div class="footer sidebar"><a href="/imprint">imprint</a></div></body></html>"""
article = Article(page, url="http://example.org/snow")
text = article.readable
assert "Snow falls in the mountains" in text and "SNOW FALLS" in text, text
assert "menu 3" not in text and "imprint" not in text and "noise" not in text and "onclick" not in text, text
parts = article.main_text
assert len(parts) >= 3 and any("rivers of the valley" in words for part in parts for words, _ in part), parts
open(d + "/p.html", "w", encoding="utf-8").write(page)
r = subprocess.run([os.path.join(sys.prefix, "bin", "breadability"), d + "/p.html"], capture_output=True, text=True, timeout=60)
assert r.returncode == 0 and "Snow falls" in r.stdout and "menu 3" not in r.stdout, r
