"""PyQtGraph: plots of scientific data in Qt's windows, in three dimensions by OpenGL.

round: 10
native: yes
display: yes
extra: PyOpenGL, PyQt6
apt: fonts-dejavu-core libdbus-1-3 libegl1 libfontconfig1 libgl1 libgl1-mesa-dri libglib2.0-0t64 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 libxkbcommon-x11-0
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import tempfile
import numpy as np
import PyQt6.QtCore
import pyqtgraph as pg
import pyqtgraph.exporters
from pyqtgraph.Qt import QtCore, QtGui, QtTest
d = tempfile.mkdtemp()
app = pg.mkQApp("snow"); assert app.platformName() == "xcb" and pg.Qt.QT_LIB == "PyQt6", app.platformName()
pg.setConfigOptions(antialias=False, background="k", foreground="w")
def colours(widget): image = widget.grab().toImage(); return {image.pixelColor(x, y).name() for x in range(0, image.width()) for y in range(0, image.height(), 2)}
window = pg.GraphicsLayoutWidget(show=True, size=(500, 400), title="snow ❄"); plot = window.addPlot(title="Schneeflöckchen")
x = np.linspace(0, 10, 500); curve = plot.plot(x, np.sin(x), pen=pg.mkPen("#ff0000", width=3)); plot.plot([2, 5], [0, 0.5], pen=None, symbol="o", symbolBrush="#0000ff", symbolPen=None, symbolSize=20)
plot.setLabel("left", "Tiefe", units="m"); plot.setXRange(0, 10, padding=0); QtTest.QTest.qWaitForWindowExposed(window); QtTest.QTest.qWait(300)
seen = colours(window); assert {"#ff0000", "#0000ff", "#000000"} <= seen and len(seen) > 5, seen   # the words are grey at their rims
(left, right), (low, high) = plot.viewRange(); assert abs(left) < 1e-9 and abs(right - 10) < 1e-9 and low < -1 and high > 1
box = plot.getViewBox(); point = box.mapSceneToView(box.mapViewToScene(QtCore.QPointF(5, 0.5))); assert abs(point.x() - 5) < 1e-6 and abs(point.y() - 0.5) < 1e-6
region = pg.LinearRegionItem([2, 4]); plot.addItem(region); told = []; region.sigRegionChanged.connect(lambda item: told.append(item.getRegion())); region.setRegion([3, 6]); assert told[-1] == (3, 6), told
pg.exporters.ImageExporter(plot).export(d + "/a.png"); shot = QtGui.QImage(d + "/a.png"); assert shot.width() > 300 and not shot.isNull()
pg.exporters.CSVExporter(plot).export(d + "/a.csv"); assert len(open(d + "/a.csv").read().splitlines()) == 501
data = np.zeros((60, 40)); data[20:40, 10:30] = 1; view = pg.ImageView(); view.setImage(data); view.setColorMap(pg.colormap.get("viridis")); view.resize(400, 300); view.show(); QtTest.QTest.qWait(300)
assert {pg.colormap.get("viridis").map(1.0, "qcolor").name(), pg.colormap.get("viridis").map(0.0, "qcolor").name()} <= colours(view.ui.graphicsView), colours(view.ui.graphicsView)
paths = pg.isocurve(np.hypot(*np.meshgrid(range(-10, 11), range(-10, 11))), 5); points = np.array([p for line in paths for p in line] if np.ndim(paths[0]) == 2 else paths).reshape(-1, 2); assert len(points) > 20 and np.allclose(np.hypot(*(points - 10.5).T), 5, atol=0.5), points[:5]
import pyqtgraph.opengl as gl
three = gl.GLViewWidget(); three.setBackgroundColor("k"); three.setCameraPosition(distance=6, elevation=0, azimuth=0); three.resize(300, 300)
three.addItem(gl.GLMeshItem(meshdata=gl.MeshData.sphere(rows=20, cols=20), color=(0, 1, 0, 1), smooth=False, shader=None)); three.show(); QtTest.QTest.qWaitForWindowExposed(three); QtTest.QTest.qWait(500)
image = three.grabFramebuffer(); middle, edge = image.pixelColor(image.width() // 2, image.height() // 2), image.pixelColor(5, 5); assert middle.green() > 150 > middle.red() and edge.green() < 50, (middle.name(), edge.name())
sys.stdout.flush(); os._exit(0)   # not what is measured: the order in which Qt goes down
