"""sphinx-automodapi: documents whole modules in Sphinx, with diagrams of their classes by Graphviz.

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import glob, os, re, subprocess, sys, tempfile
d = tempfile.mkdtemp()
os.makedirs(d + "/src")
open(d + "/src/conf.py", "w").write("import os, sys\nsys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))\nproject = 'snow'\nextensions = ['sphinx_automodapi.automodapi', 'sphinx_automodapi.smart_resolver']\nnumpydoc_show_class_members = False\n")
open(d + "/src/snowmod.py", "w").write('"""All of the snow."""\n__all__ = ["Water", "Snow", "Flake", "melt", "COLD"]\nCOLD = -3\nclass Water:\n    """It flows."""\n    def flow(self, far):\n        """Flow `far`."""\n'
    'class Snow(Water):\n    """It lies."""\n    depth = 3\n    @property\n    def white(self):\n        """Whether it is white."""\nclass Flake(Snow):\n    """It falls."""\ndef melt(flake, heat=1):\n    """Melt a flake.\n\n    Slowly.\n    """\ndef hidden():\n    """Not said."""\n')
open(d + "/src/index.rst", "w").write("Snow\n====\n\n.. automodapi:: snowmod\n")
r = subprocess.run([sys.executable, "-m", "sphinx", "-b", "html", "src", "out"], cwd=d, env={**os.environ, "HOME": d}, capture_output=True, text=True, timeout=200)
assert r.returncode == 0 and "dot command" not in r.stderr, r
page = open(d + "/out/index.html", encoding="utf-8").read()
text = re.sub("<[^>]+>", "", page)
assert "All of the snow." in text and "Melt a flake." in text and "It falls." in text and "Class Inheritance Diagram" in text and "Not said" not in text, text
assert re.search(r"melt\s*\(flake\[?,\s*heat\]?", text), text
one = re.sub("<[^>]+>", "", open(d + "/out/api/snowmod.Snow.html", encoding="utf-8").read())
assert "Attributes Summary" in one and "white" in one and "Whether it is white" in one and "Bases: Water" in one, one
assert sorted(os.path.basename(p) for p in glob.glob(d + "/out/api/*.html")) == [f"snowmod.{n}.html" for n in ("Flake", "Snow", "Water", "melt")] or os.path.exists(d + "/out/api/snowmod.COLD.html")
pictures = glob.glob(d + "/out/_images/inheritance-*.png") + glob.glob(d + "/out/_images/inheritance-*.svg")
assert pictures and "api/snowmod.Flake.html" in page, (r.stderr, os.listdir(d + "/out/_images") if os.path.isdir(d + "/out/_images") else None)
head = open(pictures[0], "rb").read(); assert head[:4] == b"\x89PNG" or b"<svg" in head
