"""GladTeX: makes pictures of the LaTeX formulas in HTML, with latex and dvisvgm.

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import glob, os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
open(d + "/t.htex", "w", encoding="utf-8").write("<!doctype html><html><head><meta charset=\"utf-8\"/></head><body><p>Half: <eq>\\frac{1}{2}</eq> and "
    "<eq env=\"displaymath\">\\sum_{i=1}^n i^2 \\in \\mathbb{N}</eq></p></body></html>\n")
# It refuses the language of the C locale, on Debian too.
START = "import locale, sys; locale.getlocale = lambda *a: ('en_US', 'UTF-8'); from gleetex.__main__ import main; sys.argv[0] = 'gladtex'; sys.exit(main())"
r = subprocess.run([sys.executable, "-c", START, "t.htex"], cwd=d, env={**os.environ, "HOME": d}, capture_output=True, text=True, timeout=300)
assert r.returncode == 0, r
page = open(d + "/t.html", encoding="utf-8").read()
pictures = sorted(glob.glob(d + "/eqn*.svg"))
assert len(pictures) == 2 and "eqn000.svg" in page and "<eq" not in page, (os.listdir(d), page)
for picture in pictures:
    svg = open(picture, encoding="utf-8").read()
    assert "<svg" in svg and "<path" in svg, svg[:500]   # shapes of TeX's fonts, not mere references
