"""PyQt6-WebEngine: Chromium in Qt: loads a page from loopback, runs its script, prints it.

native: yes
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import http.server, os, sys, threading
if os.getuid() == 0:
    os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"   # Chromium refuses root otherwise
if not os.environ.get("DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PyQt6.QtCore import QTimer, QUrl
from PyQt6.QtWebEngineWidgets import QWebEngineView
from PyQt6.QtWidgets import QApplication
class Web(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Type", "text/html; charset=utf-8"); self.end_headers()
        self.wfile.write(b"<title>none</title><p>text</p><script>document.title = 'set by script ' + 6 * 7</script>")
    log_message = lambda *a: None
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
threading.Thread(target=server.serve_forever, daemon=True).start()
app, got = QApplication(sys.argv[:1]), []
view = QWebEngineView()
view.page().loadFinished.connect(lambda ok: (got.append(ok), view.page().runJavaScript("document.title + ' ' + document.querySelector('p').textContent", answered)))
def answered(value):
    got.append(value)
    view.page().printToPdf(lambda data: (got.append(bytes(data)), app.quit()))
view.resize(300, 200); view.show()
view.load(QUrl("http://127.0.0.1:%d/" % server.server_address[1]))
QTimer.singleShot(90_000, app.quit)
app.exec()
assert got[:2] == [True, "set by script 42 text"] and got[2].startswith(b"%PDF"), str(got)[:500]
sys.stdout.flush(); os._exit(0)   # not what is measured: the order in which Qt goes down
