"""PyQtWebEngine: Qt's web engine for PyQt5: shows pages, runs their JavaScript, prints them.

round: 4
native: yes
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.environ |= {"HOME": d, "XDG_RUNTIME_DIR": d, "QTWEBENGINE_DISABLE_SANDBOX": "1"}
import sys
from PyQt5.QtCore import QEventLoop, QObject, QTimer, QUrl, pyqtSlot
from PyQt5.QtWebChannel import QWebChannel
from PyQt5.QtWebEngineWidgets import QWebEnginePage, QWebEngineProfile, QWebEngineView
from PyQt5.QtWidgets import QApplication
app = QApplication(["snow"])
assert app.platformName() == "xcb"
open(d + "/page.html", "w").write("""<title>snow</title><body style='margin: 0; background: #0000ff'><h1 id=h>flake</h1>
<script src='qrc:///qtwebchannel/qwebchannel.js'></script><script>new QWebChannel(qt.webChannelTransport, c => c.objects.sky.fall(6 * 7))</script>""")
def wait(connect, seconds=60):
    loop, got = QEventLoop(), []
    QTimer.singleShot(seconds * 1000, loop.quit); connect(lambda *a: (got.extend(a), loop.quit())); loop.exec_()
    assert got, "no answer"
    return got[0]
class Sky(QObject):
    fallen = []
    @pyqtSlot(int)
    def fall(self, n): self.fallen.append(n)
sky, view = Sky(), QWebEngineView()
channel = QWebChannel(); channel.registerObject("sky", sky); view.page().setWebChannel(channel)
view.resize(400, 300); view.show()
def load(done): view.loadFinished.connect(done); view.load(QUrl.fromLocalFile(d + "/page.html"))
assert wait(load) is True and view.title() == "snow"
assert wait(lambda done: view.page().runJavaScript("document.getElementById('h').textContent + (1 + 1)", done)) == "flake2"
wait(lambda done: QTimer.singleShot(1500, lambda: done(1)))
assert sky.fallen == [42], sky.fallen
color = view.grab().toImage().pixelColor(200, 200); assert (color.red(), color.green(), color.blue()) == (0, 0, 255), color.getRgb()
assert bytes(wait(lambda done: view.page().printToPdf(done))).startswith(b"%PDF-")
assert "flake" in wait(view.page().toPlainText)
