"""Rubber: builds LaTeX documents, with as many runs of latex, bibtex and makeindex as they need.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
open(d + "/t.tex", "w").write("\\documentclass{article}\n\\usepackage{makeidx}\\makeindex\n\\begin{document}\n\\tableofcontents\n\\section{Snow}\\label{s}\nSee \\ref{s} and \\cite{flake}.\\index{ice}\n"
    "\\bibliographystyle{plain}\\bibliography{b}\n\\printindex\n\\end{document}\n")
open(d + "/b.bib", "w").write("@book{flake, author={A. Flake}, title={Ice}, year=2001, publisher={P}}\n")
env = {**os.environ, "HOME": d}
r = subprocess.run([os.path.join(sys.prefix, "bin", "rubber"), "--pdf", "t.tex"], cwd=d, env=env, capture_output=True, text=True, timeout=280)
assert r.returncode == 0, r
assert open(d + "/t.pdf", "rb").read(5) == b"%PDF-"
assert "A. Flake" in open(d + "/t.bbl").read().replace("~", " ") and "ice" in open(d + "/t.ind").read()
log = open(d + "/t.log", errors="replace").read()
assert "undefined references" not in log and "Rerun to get" not in log, log[-2000:]
r = subprocess.run([os.path.join(sys.prefix, "bin", "rubber"), "--clean", "t.tex"], cwd=d, env=env, capture_output=True, text=True, timeout=100)
assert r.returncode == 0 and not os.path.exists(d + "/t.aux"), r
