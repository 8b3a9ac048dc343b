"""sphinxcontrib-svg2pdfconverter: SVG pictures for Sphinx's LaTeX, by rsvg-convert or by Inkscape.

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
for converter in ("rsvgconverter", "inkscapeconverter"):
    d = tempfile.mkdtemp()
    open(d + "/conf.py", "w").write(f"project = 'snow'\nextensions = ['sphinxcontrib.{converter}']\n")
    open(d + "/index.rst", "w").write("Snow\n====\n\n.. image:: flake.svg\n")
    open(d + "/flake.svg", "w").write('<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60" viewBox="0 0 120 60"><rect width="60" height="60" fill="#00f"/><text x="65" y="40" font-family="sans-serif" font-size="20">Ice</text></svg>')
    r = subprocess.run([sys.executable, "-m", "sphinx", "-b", "latex", ".", "out"], cwd=d, env={**os.environ, "HOME": d, "XDG_CACHE_HOME": d}, capture_output=True, text=True, timeout=140)
    assert r.returncode == 0, (converter, r.stdout[-2000:], r.stderr[-3000:])
    assert os.path.exists(d + "/out/flake.pdf"), (converter, os.listdir(d + "/out"), r.stderr[-3000:])
    pdf = open(d + "/out/flake.pdf", "rb").read()
    assert pdf[:5] == b"%PDF-" and b"Font" in pdf, (converter, pdf[:200])   # its letters are drawn with a font that was found
    assert "{{flake}.pdf}" in open(d + "/out/snow.tex").read(), converter
