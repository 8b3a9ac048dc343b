"""patator: tries passwords: of ZIP files with the program unzip, of web servers with libcurl.

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import http.server, os, struct, subprocess, sys, tempfile, threading, zipfile, zlib
d, password, data = tempfile.mkdtemp(), b"s3cret", b"hidden text\n" * 50
keys = [0x12345678, 0x23456789, 0x34567890]
crc = lambda b, k: zlib.crc32(bytes([b]), k ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
def update(b):
    keys[0] = crc(b, keys[0])
    keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
    keys[2] = crc(keys[1] >> 24, keys[2])
def encrypt(b):
    t = keys[2] & 0xFFFF | 2
    update(b)
    return b ^ ((t * (t ^ 1)) >> 8) & 255
for b in password: update(b)
body = bytes(map(encrypt, os.urandom(11) + bytes([zlib.crc32(data) >> 24]) + data))
common = struct.pack("<HHHHHIIIHH", 20, 1, 0, 0, 33, zlib.crc32(data), len(body), len(data), 5, 0)
local = b"PK\3\4" + common + b"a.txt" + body
central = b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"a.txt"
open(d + "/z.zip", "wb").write(local + central + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0))
assert zipfile.ZipFile(d + "/z.zip").read("a.txt", pwd=password) == data
open(d + "/words", "w").write("one\ntwo\ns3cret\nthree\n")
class Web(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/two" else 404); self.send_header("Content-Length", "2"); self.end_headers(); self.wfile.write(b"ok")
    log_message = lambda *a: None
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
threading.Thread(target=server.serve_forever, daemon=True).start()
def run(*args):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "patator"), *args], capture_output=True, text=True, cwd=d, timeout=120, stdin=subprocess.DEVNULL)
    return [line for line in (r.stdout + r.stderr).splitlines() if "|" in line and any(w in line.split("|")[1].split() for w in ("one", "two", "s3cret", "three"))], r
lines, r = run("unzip_pass", "zipfile=" + d + "/z.zip", "password=FILE0", "0=" + d + "/words", "-x", "ignore:code!=0")
assert len(lines) == 1 and "s3cret" in lines[0], r
lines, r = run("http_fuzz", "url=http://127.0.0.1:%d/FILE0" % server.server_address[1], "0=" + d + "/words", "-x", "ignore:code=404")
assert len(lines) == 1 and "two" in lines[0], r
