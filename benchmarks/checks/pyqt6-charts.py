"""pyqt6-charts: Qt's charts; here some are drawn without a display, and their pixels looked at.

round: 9
native: yes
apt: libqt6charts6 libqt6core6t64 libqt6gui6 libqt6widgets6 libegl1 libgl1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import tempfile
os.environ.update(QT_QPA_PLATFORM="offscreen", XDG_RUNTIME_DIR=tempfile.mkdtemp())
from PyQt6.QtCharts import QBarCategoryAxis, QBarSeries, QBarSet, QChart, QChartView, QLineSeries, QPieSeries, QScatterSeries, QSplineSeries, QValueAxis
from PyQt6.QtCore import QMargins, QPointF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPen
from PyQt6.QtWidgets import QApplication
app = QApplication([])
def drawn(chart, width=640, height=480):
    chart.legend().hide(); chart.setBackgroundRoundness(0); chart.setAnimationOptions(QChart.AnimationOption.NoAnimation); chart.setBackgroundBrush(QColor("white"))
    view = QChartView(chart); view.resize(width, height); view.show(); app.processEvents(); app.processEvents()
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32); return view, image
def count(image, name): wanted = QColor(name).rgb(); return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))
# A pie: the areas are as the values
pie = QPieSeries(); slices = [pie.append(name, value) for name, value in (("red", 1), ("lime", 2), ("blue", 5))]
for one in slices: one.setBrush(QColor(one.label())); one.setPen(QPen(Qt.PenStyle.NoPen)); one.setLabelVisible(False)
chart = QChart(); chart.addSeries(pie); view, image = drawn(chart)
red, lime, blue = (count(image, name) for name in ("red", "lime", "blue"))
assert red > 1000 and abs(lime / red - 2) < 0.05 and abs(blue / red - 5) < 0.1, (red, lime, blue)
assert abs(slices[2].percentage() - 0.625) < 1e-9 and pie.sum() == 8 and abs(slices[1].startAngle() - 45) < 1e-9 and abs(slices[2].angleSpan() - 225) < 1e-9
# Bars: the heights are
bars = QBarSeries()
for name, values in (("red", (1, 2)), ("blue", (3, 4))): one = QBarSet(name); one.append(values); one.setBrush(QColor(name)); one.setPen(QPen(Qt.PenStyle.NoPen)); bars.append(one)
chart = QChart(); chart.addSeries(bars); across, up = QBarCategoryAxis(), QValueAxis(); across.append(["a", "b"]); up.setRange(0, 5)
for axis, side in ((across, Qt.AlignmentFlag.AlignBottom), (up, Qt.AlignmentFlag.AlignLeft)): chart.addAxis(axis, side); bars.attachAxis(axis); axis.setGridLineVisible(False)
view, image = drawn(chart); red, blue = count(image, "red"), count(image, "blue"); assert red > 1000 and abs(blue / red - 7 / 3) < 0.1, (red, blue)
# A line: where it is seen is where the chart says
line = QLineSeries(); line.setPen(QPen(QColor("red"), 5))
for x in range(11): line.append(x, x * x)
points = QScatterSeries(); points.append(QPointF(2, 80)); points.setColor(QColor("blue")); points.setBorderColor(QColor("blue")); points.setMarkerSize(20)
chart = QChart(); chart.addSeries(line); chart.addSeries(points); chart.createDefaultAxes(); chart.axes(Qt.Orientation.Horizontal)[0].setRange(0, 10); chart.axes(Qt.Orientation.Vertical)[0].setRange(0, 100)
view, image = drawn(chart); area = chart.plotArea()
for x, y, color, series in ((5, 25, "red", line), (8, 64, "red", line), (2, 80, "blue", points)):
    place = chart.mapToPosition(QPointF(x, y), series); assert abs(place.x() - (area.left() + area.width() * x / 10)) < 0.01 and abs(place.y() - (area.bottom() - area.height() * y / 100)) < 0.01, place
    assert image.pixelColor(round(place.x()), round(place.y())) == QColor(color), (x, y, image.pixelColor(place.toPoint()).name())
    back = chart.mapToValue(place, series); assert abs(back.x() - x) < 1e-6 and abs(back.y() - y) < 1e-6
told = []; line.pointReplaced.connect(told.append); line.replace(8, 8, 10); app.processEvents(); assert told == [8] and line.at(8) == QPointF(8, 10)
app.processEvents(); image = view.grab().toImage(); place = chart.mapToPosition(QPointF(8, 10), line).toPoint(); assert image.pixelColor(place) == QColor("red")
chart.zoom(2); assert abs(chart.axes(Qt.Orientation.Horizontal)[0].max() - chart.axes(Qt.Orientation.Horizontal)[0].min() - 5) < 1e-6
spline = QSplineSeries(); spline.append(0, 0); spline.append(1, 1); spline.append(2, 0); assert spline.count() == 3
