"""python-sane: scans with SANE (here: with SANE's own device for tests).

round: 6
native: yes
extra: Pillow, numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp()
open(d + "/dll.conf", "w").write("test\n"); open(d + "/test.conf", "w").write("number_of_devices 2\n")
os.environ["SANE_CONFIG_DIR"] = d   # names the backends
import sane
version = sane.init()
assert version[1] == 1, version   # the interface's
devices = sane.get_devices()
assert [device[0] for device in devices] == ["test:0", "test:1"] and "virtual" in devices[0][3], devices
scanner = sane.open("test:0")
options = {option[1] for option in scanner.get_options()}
assert {"mode", "depth", "resolution", "test-picture"} <= options, options
scanner.mode = "Color"; scanner.depth = 8; scanner.resolution = 100; scanner.test_picture = "Solid white"
scanner.tl_x = scanner.tl_y = 0.; scanner.br_x, scanner.br_y = 50.8, 25.4   # mm
kind, last, size, depth, line = scanner.get_parameters()
assert kind == "color" and depth == 8 and line == 3 * size[0] and abs(size[0] - 200) < 3 and abs(size[1] - 100) < 3, (kind, size, depth, line)
scanner.start()
picture = scanner.snap()
assert picture.size == size and picture.mode == "RGB" and picture.getextrema() == ((255, 255),) * 3, (picture, picture.getextrema())
scanner.mode = "Gray"; scanner.test_picture = "Solid black"
seen = []
assert scanner.scan(progress=lambda *a: seen.append(a)).getextrema() == (0, 0) and seen
scanner.test_picture = "Grid"
array = scanner.arr_scan()
assert array.min() == 0 and array.max() == 255 and 0 < array.mean() < 255, (array.shape, array.mean())
try:
    scanner.resolution = "high"; raise AssertionError("not refused")
except TypeError:
    pass
scanner.close(); sane.exit()
