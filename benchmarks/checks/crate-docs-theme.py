"""crate-docs-theme: CrateDB's theme for Sphinx, with what its documents use; PlantUML draws their diagrams.

round: 7
native: no
apt: plantuml
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
os.mkdir(d + "/_extra")
open(d + "/conf.py", "w").write("from crate.theme.rtd.conf.crate_reference import *\nproject = 'Snow'\nhtml_title = 'Snow'\nintersphinx_mapping = {}\nlinkcheck_ignore = []\nplantuml_output_format = 'svg'\nhtml_extra_path = ['_extra']\n")
open(d + "/index.rst", "w", encoding="utf-8").write("""====
Snow
====

It is deep.

.. toctree::

   more

.. uml::

   @startuml
   Anna -> Otto : does it snow
   Otto --> Anna : it does
   @enduml

.. tab-set::

   .. tab-item:: North

      cold
""")
open(d + "/more.md", "w").write("# More\n\n:::{note}\nMyST is read too\n:::\n")
r = subprocess.run([sys.executable, "-m", "sphinx", "-b", "html", "-j", "1", d, d + "/out"], env={**os.environ, "HOME": d}, capture_output=True, text=True, timeout=200)
assert r.returncode == 0, (r.stdout[-2000:], r.stderr[-3000:])
page = open(d + "/out/index.html", encoding="utf-8").read()
assert "It is deep." in page and "sd-tab-set" in page and "crate" in page.lower(), page[:2000]
assert "MyST is read too" in open(d + "/out/more.html", encoding="utf-8").read() and os.path.isdir(d + "/out/_static")
drawn = [os.path.join(at, f) for at, _, files in os.walk(d + "/out") for f in files if f.startswith("plantuml-") and f.endswith(".svg")]
assert len(drawn) == 1, (drawn, r.stderr[-2000:])
svg = open(drawn[0], encoding="utf-8").read()
assert "does it snow" in svg and "Otto" in svg and "rror" not in svg, svg[:2000]
