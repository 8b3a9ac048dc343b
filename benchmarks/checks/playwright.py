"""playwright: drives browsers; here Debian's own Chromium, by its driver.

round: 10
native: yes
apt: chromium fonts-dejavu-core
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import http.server, os, shutil, threading
from playwright.sync_api import TimeoutError as Late, expect, sync_playwright
page_of = b"""<!doctype html><title>Snow</title><style>body { margin: 0; background: #00f } #box { width: 100px; height: 100px; background: #f00 }</style>
<div id=box></div><form onsubmit="event.preventDefault(); document.title = this.name.value.toUpperCase()"><label>Name <input name=name></label><button>Go</button></form>
<script>fetch('/data').then(r => r.json()).then(d => { const p = document.createElement('p'); p.textContent = d.flakes.join('+'); document.body.append(p) })</script>"""
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body, kind = (b'{"flakes": [1, 2, 3]}', "application/json") if self.path == "/data" else (page_of, "text/html")
        self.send_response(200); self.send_header("Content-Type", kind); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self, *words): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler); threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
chromium = shutil.which("chromium"); assert chromium, "no chromium"
with sync_playwright() as p:
    browser = p.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"], timeout=120000)
    print(browser.version); page = browser.new_page(viewport={"width": 400, "height": 300})
    said = []; page.on("console", lambda message: said.append(message.text))
    page.goto(url); assert page.title() == "Snow"; expect(page.locator("p")).to_have_text("1+2+3")
    assert page.evaluate("[6 * 7, navigator.userAgent.includes('Chrome')]") == [42, True]
    page.get_by_label("Name").fill("flake"); page.get_by_role("button", name="Go").click(); expect(page).to_have_title("FLAKE")
    page.evaluate("console.log('cold')"); assert page.locator("#box").bounding_box() == {"x": 0, "y": 0, "width": 100, "height": 100}
    data = page.screenshot(path="snow.png"); assert data[:4] == b"\x89PNG" and int.from_bytes(data[16:20]) == 400 and int.from_bytes(data[20:24]) == 300
    import base64; shown = base64.b64encode(data).decode()
    assert page.evaluate("""async b => { const i = new Image(); i.src = 'data:image/png;base64,' + b; await i.decode(); const c = new OffscreenCanvas(400, 300).getContext('2d'); c.drawImage(i, 0, 0);
        return [[50, 50], [350, 250]].map(([x, y]) => [...c.getImageData(x, y, 1, 1).data]) }""", shown) == [[255, 0, 0, 255], [0, 0, 255, 255]]
    assert page.pdf()[:5] == b"%PDF-" and "cold" in said
    page.route("**/data", lambda route: route.fulfill(json={"flakes": ["x"]})); page.reload(); expect(page.locator("p")).to_have_text("x")
    try: page.locator("#none").click(timeout=300)
    except Late: pass
    else: raise AssertionError("clicked on nothing")
    browser.close()
server.shutdown()
