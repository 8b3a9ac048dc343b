"""gnuplotlib: plots arrays by the program gnuplot.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, struct, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d
import numpy as np
import gnuplotlib as gp
x = np.linspace(-5, 5, 101)
gp.plot((x, np.sin(x), {"with": "lines", "legend": "sine"}), (x, np.cos(x), {"with": "points", "legend": "cosine"}), title="Snow", xlabel="metres", _with="lines", hardcopy=d + "/a.svg")
text = open(d + "/a.svg").read()
assert text.lstrip().startswith("<?xml") and "sine" in text and "cosine" in text and "Snow" in text and "metres" in text and text.count("<path") > 3
gp.plot(x, x**2, hardcopy=d + "/a.png")
data = open(d + "/a.png", "rb").read()
assert data[:8] == b"\x89PNG\r\n\x1a\n" and min(struct.unpack(">II", data[16:24])) > 200 and len(data) > 1500
gp.plot(x, x**2, hardcopy=d + "/a.pdf")
assert open(d + "/a.pdf", "rb").read(5) == b"%PDF-"
a, b = np.meshgrid(np.arange(20), np.arange(20))
gp.plot3d(a.ravel(), b.ravel(), (a * b).ravel(), _with="points", hardcopy=d + "/b.svg", tuplesize=3)
assert open(d + "/b.svg").read().count("<use") >= 400
