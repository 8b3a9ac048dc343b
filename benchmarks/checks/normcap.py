"""normcap: takes the text out of a part of the screen, by tesseract, and puts it on the clipboard.

round: 9
native: yes
extra: pillow
display: yes
apt: tesseract-ocr libleptonica6 libnotify-bin wl-clipboard xclip xsel libegl1 libgl1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import tempfile, time
d = tempfile.mkdtemp(); os.environ.update(XDG_CONFIG_HOME=d, XDG_RUNTIME_DIR=d, HOME=d, QT_QPA_PLATFORM="xcb"); os.environ.pop("WAYLAND_DISPLAY", None)
from PIL import Image, ImageDraw, ImageFont
from PySide6 import QtCore, QtGui, QtWidgets
import zxingcpp
from normcap import app as _, clipboard, screenshot
from normcap.clipboard import main as clipboards
from normcap.detection import detector
from normcap.detection.models import DetectionMode, TextDetector, TextType
from normcap.detection.ocr import tesseract
from normcap.gui import system_info
app = QtWidgets.QApplication.instance() or QtWidgets.QApplication([])
binary, data = system_info.get_tesseract_bin_path(is_briefcase_package=False), system_info.get_tessdata_path(system_info.config_directory(), False, False)
assert "eng" in tesseract.get_languages(binary, data)
font = ImageFont.load_default(size=30)   # one that Pillow has with it
def page(*lines):
    image = Image.new("RGB", (900, 60 * len(lines) + 40), "white")
    for number, line in enumerate(lines): ImageDraw.Draw(image).text((30, 20 + 60 * number), line, "black", font)
    name = f"{d}/page.png"; image.save(name); return QtGui.QPixmap(name)
def seen(pixmap, at):   # shown on the screen, captured, and cut out
    label = QtWidgets.QLabel(); label.setWindowFlags(QtCore.Qt.WindowType.FramelessWindowHint | QtCore.Qt.WindowType.BypassWindowManagerHint)
    label.setPixmap(pixmap); label.move(*at); label.show(); end = time.monotonic() + 2
    while time.monotonic() < end: app.processEvents(); time.sleep(0.02)
    images = screenshot.capture_with_handler("qt"); assert len(images) == 1 and images[0].width() == 1280, images
    label.close(); return images[0].copy(QtCore.QRect(*at, pixmap.width(), pixmap.height()))
def read(image, mode=DetectionMode.TESSERACT | DetectionMode.CODES, parse=True): return detector.detect(image, binary, data, "eng", mode, parse)
found = read(seen(page("Snow falls on the mountains"), (100, 200))); assert found.text == "Snow falls on the mountains" and found.text_type == TextType.SINGLE_LINE and found.detector == TextDetector.OCR_PARSED, found
found = read(seen(page("Write to ada@example.org", "or to bob@example.org"), (50, 70)), DetectionMode.TESSERACT); assert found.text_type == TextType.MAIL and found.text == "ada@example.org, bob@example.org", found
found = read(seen(page("Ice, 12 lines", "Rain, 345 lines"), (0, 0)), DetectionMode.TESSERACT, False); assert found.text.split() == "Ice, 12 lines Rain, 345 lines".split(), found
code = zxingcpp.write_barcode(zxingcpp.BarcodeFormat.QRCode, "https://example.org/snow", 200, 200); view = memoryview(code); raw = view.tobytes()
picture = QtGui.QPixmap.fromImage(QtGui.QImage(raw, view.shape[1], view.shape[0], view.shape[1], QtGui.QImage.Format.Format_Grayscale8)).scaled(300, 300)
found = read(seen(picture, (300, 300))); assert found.text == "https://example.org/snow" and found.detector == TextDetector.QR and found.text_type == TextType.URL, found
assert {"QT", "XSEL", "XCLIP"} <= {one.name for one in clipboards.get_available_handlers()}
for name in ("qt", "xsel", "xclip"):   # each program, read by Qt
    assert clipboard.copy_with_handler(f"by {name} \u2603", name); end = time.monotonic() + 5; text = ""
    while time.monotonic() < end and not text.startswith("by " + name): app.processEvents(); time.sleep(0.05); text = app.clipboard().text()
    assert text == f"by {name} \u2603", (name, text)
