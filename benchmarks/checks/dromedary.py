"""dromedary: files of many kinds of places in one way; here of HTTPS, of this directory and of memory.

round: 9
apt: libssl3t64
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import http.server, os, ssl, tempfile, threading
from dromedary import errors, get_transport_from_path, get_transport_from_url
from dromedary.http.urllib import HttpTransport
from dromedary.tests import ssl_certs   # a certificate for localhost comes with it
d = tempfile.mkdtemp(); os.makedirs(d + "/tree/sub")
data = bytes(range(256)) * 40
open(d + "/tree/snow", "wb").write(data); open(d + "/tree/sub/\u2603", "wb").write(b"man")
here = get_transport_from_path(d + "/tree")
assert sorted(here.list_dir(".")) == ["snow", "sub"] and here.get_bytes("snow") == data and here.get("snow").read() == data and here.stat("snow").st_size == 10240
here.put_bytes("new", b"one\n"); assert here.append_bytes("new", b"two\n") == 4 and open(d + "/tree/new", "rb").read() == b"one\ntwo\n"
here.mkdir("deep"); here.move("new", "deep/old"); assert here.has("deep/old") and not here.has("new") and here.clone("deep").list_dir(".") == ["old"]
assert list(here.readv("snow", [(0, 4), (1000, 3)])) == [(0, data[:4]), (1000, data[1000:1003])]
memory = get_transport_from_url("memory:///"); memory.mkdir("a"); memory.put_bytes("a/b", b"snow"); assert memory.get_bytes("a/b") == b"snow" and list(memory.iter_files_recursive()) == ["a/b"]
asked = []
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_HEAD(self): self.do_GET()
    def do_GET(self):
        asked.append((self.command, self.path, self.headers.get("Range"), self.headers["User-Agent"])); body, status, said = b"", 404, {}
        if self.path == "/moved/snow": status, said = 301, {"Location": "/tree/snow"}
        elif os.path.isfile(d + self.path):
            body, status = open(d + self.path, "rb").read(), 200
            words = (self.headers.get("Range") or "").removeprefix("bytes=").split("-")
            if len(words) == 2 and all(words): first, last = map(int, words); said, status, body = {"Content-Range": f"bytes {first}-{min(last, len(body) - 1)}/{len(body)}"}, 206, body[first:last + 1]
        self.send_response(status); [self.send_header(*one) for one in said.items()]; self.send_header("Content-Length", str(len(body))); self.end_headers()
        if self.command == "GET": self.wfile.write(body)
    def log_message(self, *words): pass
def serve(safe):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler); server.daemon_threads = True
    if safe:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); context.load_cert_chain(ssl_certs.build_path("server.crt"), ssl_certs.build_path("server_without_pass.key"))
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start(); return server, server.server_address[1]
plain, port = serve(False); safe, safe_port = serve(True)
try:
    for there in (get_transport_from_url(f"http://127.0.0.1:{port}/tree/"), HttpTransport(f"https://localhost:{safe_port}/tree/", ca_certs=ssl_certs.build_path("ca.crt"))):
        assert there.get_bytes("snow") == data and there.get("snow").read() == data and there.has("snow") and not there.has("none")
        assert list(there.readv("snow", [(0, 4), (1000, 3)])) == [(0, data[:4]), (1000, data[1000:1003])] and any(r for _, _, r, _ in asked), asked
        try: there.get_bytes("none")
        except errors.NoSuchFile: pass
        else: raise AssertionError("got what is not there")
        asked.clear()
    count = len(asked)
    try: HttpTransport(f"https://localhost:{safe_port}/tree/").get_bytes("snow")
    except Exception: assert len(asked) == count
    else: raise AssertionError("trusted a stranger")
finally: plain.shutdown(); safe.shutdown()
