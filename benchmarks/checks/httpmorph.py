"""httpmorph: an HTTP client in C that behaves as a browser, with BoringSSL and nghttp2.

round: 7
native: yes
apt: libnghttp2-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import gzip, http.server, json, threading
import httpmorph
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *a): pass
    def do_GET(self):
        if self.path == "/moved":
            self.send_response(302); self.send_header("Location", "/there"); self.send_header("Content-Length", "5"); self.end_headers(); self.wfile.write(b"moved"); return
        n = int(self.headers.get("Content-Length") or 0)
        body = json.dumps({"path": self.path, "method": self.command, "agent": self.headers.get("User-Agent"), "x": self.headers.get("X-Snow"), "cookie": self.headers.get("Cookie"), "body": self.rfile.read(n).decode()}).encode()
        packed = gzip.compress(body) if self.path == "/gz" else body
        self.send_response(404 if self.path == "/none" else 200)
        self.send_header("Content-Type", "application/json"); self.send_header("Set-Cookie", "flake=1; Path=/")
        if self.path == "/gz": self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed))); self.end_headers(); self.wfile.write(packed)
    do_POST = do_GET
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"
r = httpmorph.get(base + "/a?b=1", headers={"X-Snow": "ice"})
assert r.status_code == 200 and r.json()["path"] == "/a?b=1" and r.json()["x"] == "ice", r.text
r = httpmorph.post(base + "/p", json={"k": "v"})
assert r.json()["method"] == "POST" and json.loads(r.json()["body"]) == {"k": "v"}, r.text
assert httpmorph.get(base + "/gz").json()["path"] == "/gz"
assert httpmorph.get(base + "/none").status_code == 404
assert httpmorph.get(base + "/moved").json()["path"] == "/there"
session = httpmorph.Session(browser="chrome")
agent = session.get(base + "/1").json()["agent"]
assert "Chrome" in agent, agent
again = session.get(base + "/2").json()
assert "flake=1" in (again["cookie"] or ""), again
try:
    httpmorph.get(f"http://127.0.0.1:1/", timeout=5)
    raise SystemExit("a connection to nothing")
except httpmorph.RequestException:
    pass
assert httpmorph.HAS_HTTP2
from httpmorph import _http2   # with nghttp2
