"""streamlink: fetches streams of the web; separate picture and sound are joined by ffmpeg (here two sounds from loopback).

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import http.server, io, math, struct, threading, wave
from streamlink import Streamlink
from streamlink.stream.ffmpegmux import FFMPEGMuxer, MuxedStream
from streamlink.stream.http import HTTPStream
def tone(hz):
    out = io.BytesIO()
    with wave.open(out, "wb") as w:
        w.setnchannels(1); w.setsampwidth(2); w.setframerate(8000)
        w.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(i * hz / 1273))) for i in range(16000)))
    return out.getvalue()
files = {"/a.wav": tone(440), "/b.wav": tone(660)}
class Web(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Length", str(len(files[self.path]))); self.end_headers(); self.wfile.write(files[self.path])
    log_message = lambda *a: None
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
threading.Thread(target=server.serve_forever, daemon=True).start()
session, base = Streamlink(), "http://127.0.0.1:%d" % server.server_address[1]
assert session.streams("httpstream://" + base + "/a.wav")["live"].open().read(4) == b"RIFF"
assert FFMPEGMuxer.is_usable(session), "no ffmpeg"
fd = MuxedStream(session, HTTPStream(session, base + "/a.wav"), HTTPStream(session, base + "/b.wav"), format="matroska").open()
data = fd.read()
fd.close()
assert data[:4] == b"\x1a\x45\xdf\xa3" and data.count(b"A_PCM/INT/LIT") == 2 and len(data) > 60_000, (len(data), data[:200])
