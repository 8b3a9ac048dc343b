"""sphinxcontrib-ditaa: the program ditaa (Java) draws the diagrams of Sphinx documents.
The package is of the time before Sphinx 9, which took away sphinx.util.ensuredir.

native: yes
extra: sphinx<8
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import glob, os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
os.mkdir(d + "/s")
open(d + "/s/conf.py", "w").write("project = 't'\nextensions = ['sphinxcontrib.ditaa']\n")
open(d + "/s/index.rst", "w").write("""
Title
=====

.. ditaa::

   +--------+   +-------+
   |  here  |-->| there |
   +--------+   +-------+
""")
r = subprocess.run([sys.executable, "-m", "sphinx", "-b", "html", d + "/s", d + "/o"], capture_output=True, text=True, timeout=300)
assert r.returncode == 0, r
pictures = glob.glob(d + "/o/_images/ditaa-*.png")
assert len(pictures) == 1, r
png = open(pictures[0], "rb").read()
assert png[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(png[16:20], "big") > 100, png[:30]
assert os.path.basename(pictures[0]) in open(d + "/o/index.html").read()
