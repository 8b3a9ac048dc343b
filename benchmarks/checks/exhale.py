"""exhale: documents a C++ library for Sphinx; it has doxygen read the headers.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
os.makedirs(d + "/src"); os.makedirs(d + "/docs")
open(d + "/src/snow.hpp", "w").write("/** \\file */\n#pragma once\nnamespace ice {\n/** \\brief Counts flakes. */\nclass Snow { public:\n  /** \\brief How many flakes lie. */\n  int flakes() const;\n};\n}\n")
open(d + "/docs/conf.py", "w").write("""
project = 'snow'
extensions = ['breathe', 'exhale']
breathe_projects = {'snow': './xml'}
breathe_default_project = 'snow'
exhale_args = {'containmentFolder': './api', 'rootFileName': 'root.rst', 'doxygenStripFromPath': '..', 'rootFileTitle': 'API',
               'exhaleExecutesDoxygen': True, 'exhaleDoxygenStdin': 'INPUT = ../src'}
html_theme = 'basic'
""")
open(d + "/docs/index.rst", "w").write("Snow\n====\n\n.. toctree::\n\n   api/root\n")
r = subprocess.run([sys.executable, "-m", "sphinx", "-b", "html", "docs", "out"], cwd=d, env={**os.environ, "HOME": d}, capture_output=True, text=True, timeout=280)
assert r.returncode == 0, (r.stdout[-2000:], r.stderr[-3000:])
page = open(d + "/out/api/classice_1_1Snow.html", encoding="utf-8").read()
assert "How many flakes lie." in page and "Counts flakes." in page, page[:3000]
