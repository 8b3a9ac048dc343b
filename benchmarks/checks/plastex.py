"""plasTeX: makes HTML of LaTeX's documents; the formulas become pictures, by latex and dvipng.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import glob, os, struct, subprocess, sys, tempfile
d = tempfile.mkdtemp(); env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8"}
open(d + "/snow.tex", "w", encoding="utf-8").write(r"""\documentclass{article}
\newcommand{\flake}[1]{\textbf{#1} flake}
\begin{document}
\title{On snow}\author{Ada}\maketitle
\section{Six sides}\label{six}
A \flake{cold} one, see section~\ref{melt}: $e^{i\pi/3}$.
\[ \sum_{k=0}^{5} e^{ik\pi/3} = 0 \]
\begin{itemize}\item powder \item firn\end{itemize}
\section{Melting}\label{melt}
\begin{tabular}{l|r} ice & 0 \\ steam & 100 \end{tabular}
\begin{picture}(60,40)\put(5,5){\line(1,1){30}}\put(30,20){\circle{15}}\end{picture}
\end{document}
""")
def go(*words):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "plastex"), *words, "snow.tex"], cwd=d, env=env, capture_output=True, text=True, timeout=110); assert r.returncode == 0, r
    return r
r = go("--renderer=XHTML", "--imager=dvipng", "--vector-imager=none", "--dir=old", "--split-level=0")
page = "".join(open(name, encoding="utf-8").read() for name in sorted(glob.glob(d + "/old/*.html")))
assert "<b" in page and "Six sides" in page and "Melting" in page and "<li" in page and "<table" in page, (page[:3000], r)
pictures = sorted(glob.glob(d + "/old/images/*.png"))
assert len(pictures) >= 3, (os.listdir(d + "/old"), r)
for picture in pictures:
    data = open(picture, "rb").read(); width, height = struct.unpack(">II", data[16:24])
    assert data[:4] == b"\x89PNG" and 5 < width < 2000 and 5 < height < 1000 and len(data) > 100, (picture, width, height)
    assert os.path.basename(picture) in page, (picture, page[-3000:])
r = go("--dir=new", "--imager=dvipng", "--vector-imager=none")   # HTML 5, with MathJax for the formulas
page = "".join(open(name, encoding="utf-8").read() for name in sorted(glob.glob(d + "/new/*.html")))
assert "e^{i\\pi /3}" in page and "Six sides" in page and glob.glob(d + "/new/images/*.png"), (page[:3000], r)
