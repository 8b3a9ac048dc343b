"""urlwatch: tells what has changed on web pages, their text made by lynx and html2text (here a page on loopback).

round: 4
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import http.server, os, re, subprocess, sys, tempfile, threading
d = tempfile.mkdtemp()
page = ["<html><body><h1>Snow</h1><p>Depth: <b>40</b> cm</p><ul><li>powder</li><li>f&uuml;nf</li></ul></body></html>"]
class Web(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Type", "text/html; charset=utf-8"); self.end_headers()
        self.wfile.write(page[0].encode())
    log_message = lambda *a: None
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
threading.Thread(target=server.serve_forever, daemon=True).start()
open(d + "/urls.yaml", "w").write("".join("name: with %s\nurl: http://127.0.0.1:%d/%s\nfilter:\n- html2text: %s\n---\n" % (how, server.server_address[1], how, how) for how in ("lynx", "html2text")))
run = lambda *words: subprocess.run([os.path.join(sys.prefix, "bin", "urlwatch"), "--urls", d + "/urls.yaml", "--config", d + "/urlwatch.yaml", "--hooks", d + "/hooks.py", "--cache", d + "/cache.db", *words],
                                    env={**os.environ, "HOME": d, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}, capture_output=True, text=True, timeout=120)
for job in ("1", "2"):
    r = run("--test-filter", job)
    assert r.returncode == 0 and "Depth: 40 cm" in r.stdout and "fünf" in r.stdout and "<" not in r.stdout, r
r = run()
assert r.returncode == 0 and "NEW: with lynx" in r.stdout and "NEW: with html2text" in r.stdout, r
page[0] = page[0].replace("40", "55")
r = run()
assert r.returncode == 0 and r.stdout.count("CHANGED: with") >= 2, r
assert len(re.findall(r"^- *Depth: 40 cm", r.stdout, re.M)) == len(re.findall(r"^\+ *Depth: 55 cm", r.stdout, re.M)) == 2, r.stdout
assert "CHANGED" not in run().stdout
