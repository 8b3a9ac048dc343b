"""dot2tex: draws graphviz's graphs in LaTeX; dot lays them out, and latex measures their labels.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.chdir(d); os.environ["HOME"] = d
import dot2tex
text = dot2tex.dot2tex("digraph G { a -> b [label=\"$x^2$\"]; }", format="tikz", texmode="raw", crop=False)
assert "\\begin{tikzpicture}" in text and "$x^2$" in text, text
open("g.dot", "w").write("digraph G { a_1 -> b_2 -> c; a_1 [texlbl=\"$\\\\frac{\\\\alpha}{\\\\beta}$\"]; }")
r = subprocess.run([os.path.join(sys.prefix, "bin", "dot2tex"), "--preproc", "-ftikz", "-o", "p.dot", "g.dot"], capture_output=True, text=True, timeout=120)
assert r.returncode == 0 and "frac" in open("p.dot").read() and "width" in open("p.dot").read(), r
r = subprocess.run([os.path.join(sys.prefix, "bin", "dot2tex"), "-ftikz", "--autosize", "-o", "g.tex", "g.dot"], capture_output=True, text=True, timeout=120)
assert r.returncode == 0 and "\\frac{\\alpha}{\\beta}" in open("g.tex").read(), r
