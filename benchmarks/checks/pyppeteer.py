"""pyppeteer: drives the browser Chromium.

round: 10
native: yes
apt: chromium
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, functools, http.server, os, shutil, tempfile, threading
d = tempfile.mkdtemp(); os.environ["HOME"] = d; os.environ["PYPPETEER_HOME"] = d
import pyppeteer
os.mkdir(d + "/www")
open(d + "/www/index.html", "w").write("""<!doctype html><meta charset="utf-8"><title>Schnee</title><style>body { margin: 0 } #a { width: 100px; height: 50px; background: #ff0000 }</style>
<div id="a"></div><p class="flake">ein</p><p class="flake">zwei</p><input id="name"><button onclick="document.title = document.querySelector('#name').value + '!'">los</button><a href="other.html">fort</a>
<script>fetch('data.json').then(r => r.json()).then(j => { const p = document.createElement('p'); p.id = 'late'; p.textContent = j.snow; document.body.append(p); console.log('cold', j.snow) })</script>""")
open(d + "/www/other.html", "w").write("<title>Eis</title><h1>anders</h1>"); open(d + "/www/data.json", "w").write('{"snow": 42}')
class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=d + "/www")); threading.Thread(target=server.serve_forever, daemon=True).start(); url = f"http://127.0.0.1:{server.server_address[1]}/"
async def main():
    browser = await pyppeteer.launch(executablePath=shutil.which("chromium"), headless=True, args=["--no-sandbox"], handleSIGINT=False, handleSIGTERM=False, handleSIGHUP=False)
    try:
        assert "Chrom" in await browser.version()
        page = await browser.newPage(); said = []; page.on("console", lambda message: said.append(message.text)); await page.setViewport({"width": 400, "height": 300})
        answer = await page.goto(url); assert answer.status == 200 and await page.title() == "Schnee"
        await page.waitForSelector("#late"); assert await page.evaluate("document.querySelector('#late').textContent") == "42" and "cold 42" in said, said
        assert await page.querySelectorAllEval(".flake", "all => all.map(one => one.textContent)") == ["ein", "zwei"]
        assert await page.evaluate("(a, b) => a * b", 6, 7) == 42 and await page.evaluate("getComputedStyle(document.querySelector('#a')).width") == "100px"
        await page.type("#name", "Flocke"); await page.click("button"); assert await page.title() == "Flocke!"
        png = await page.screenshot({"path": d + "/a.png"}); assert png[:8] == b"\x89PNG\r\n\x1a\n" and png[16:24] == b"\0\0\x01\x90\0\0\x01\x2c"
        red = await page.evaluate("""async data => { const image = new Image(); image.src = 'data:image/png;base64,' + data; await image.decode(); const canvas = document.createElement('canvas'); canvas.width = 400; canvas.height = 300;
            const context = canvas.getContext('2d'); context.drawImage(image, 0, 0); const p = context.getImageData(0, 0, 400, 300).data; let n = 0; for (let i = 0; i < p.length; i += 4) n += p[i] == 255 && p[i + 1] == 0; return n }""", __import__("base64").b64encode(png).decode())
        assert red == 5000, red
        pdf = await page.pdf({"format": "A5"}); assert pdf[:5] == b"%PDF-" and len(pdf) > 3000
        await asyncio.gather(page.waitForNavigation(), page.click("a")); assert page.url == url + "other.html" and await page.title() == "Eis" and "<h1>anders</h1>" in await page.content()
        await page.goBack(); assert page.url == url
        await page.setCookie({"name": "c", "value": "d", "url": url}); assert [c["value"] for c in await page.cookies(url)] == ["d"]
        try: await page.waitForSelector("#never", {"timeout": 300})
        except pyppeteer.errors.TimeoutError: pass
        else: raise AssertionError("found what is not there")
    finally: await browser.close()
loop = asyncio.new_event_loop(); asyncio.set_event_loop(loop); loop.run_until_complete(main()); server.shutdown()
