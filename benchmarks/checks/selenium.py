"""Selenium: drives a browser, here Chromium, with its driver, on a page from a server on loopback.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import http.server, os, tempfile, threading
os.environ["HOME"] = tempfile.mkdtemp()
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait
PAGE = b"""<!doctype html><title>snow</title><form action='/sent'><input name='flakes'><select name='kind'><option>ice<option>powder</select><button>go</button></form>
<p id='late'></p><script>setTimeout(() => document.getElementById('late').textContent = 'fallen ' + 6 * 7, 300)</script>"""
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Type", "text/html"); self.end_headers(); self.wfile.write(b"<p>got " + self.path.encode() if self.path.startswith("/sent") else PAGE)
    def log_message(self, *a): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler); threading.Thread(target=server.serve_forever, daemon=True).start()
options = webdriver.ChromeOptions()
for word in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=800,600"): options.add_argument(word)
driver = webdriver.Chrome(options=options)
try:
    driver.set_page_load_timeout(60)
    driver.get(f"http://127.0.0.1:{server.server_port}/")
    assert driver.title == "snow" and "chrom" in driver.capabilities["browserName"]
    WebDriverWait(driver, 20).until(lambda d: d.find_element(By.ID, "late").text == "fallen 42")
    png = driver.get_screenshot_as_png(); assert png[:4] == b"\x89PNG" and len(png) > 1000
    driver.find_element(By.NAME, "flakes").send_keys("12"); Select(driver.find_element(By.NAME, "kind")).select_by_visible_text("powder")
    driver.find_element(By.TAG_NAME, "button").click()
    WebDriverWait(driver, 20).until(lambda d: "/sent" in d.current_url)
    assert driver.find_element(By.TAG_NAME, "p").text == "got /sent?flakes=12&kind=powder"
    assert driver.execute_script("return [1, 2, 3].map(x => x * arguments[0])", 5) == [5, 10, 15]
finally: driver.quit()
