"""nbconvert: notebooks as other documents; to reStructuredText, LaTeX and AsciiDoc pandoc takes part.

round: 4
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "JUPYTER_CONFIG_DIR": d, "JUPYTER_DATA_DIR": d, "LC_ALL": "C.UTF-8"}
import nbformat
from nbformat import v4
cells = [v4.new_markdown_cell("# Snow\n\nFlakes have **six** sides, see [here](https://example.org), and $x^2$.\n\n* one\n* two\n"),
         v4.new_code_cell("print('cold')", execution_count=1, outputs=[v4.new_output("stream", text="cold\n"), v4.new_output("display_data", {"text/html": "<b>warm</b>", "text/plain": "warm"})])]
nbformat.write(v4.new_notebook(cells=cells), d + "/snow.ipynb")
def convert(to, ending):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "jupyter-nbconvert"), "--to", to, d + "/snow.ipynb"], cwd=d, env=env, capture_output=True, text=True, timeout=100)
    assert r.returncode == 0, (to, r.stderr[-3000:])
    return open(f"{d}/snow.{ending}").read()
text = convert("rst", "rst")
assert "Snow\n====" in text and "**six**" in text and "`here <https://example.org>`__" in text and ":math:`x^2`" in text and "print('cold')" in text, text
text = convert("latex", "tex")
assert "\\section{Snow}" in text and "\\textbf{six}" in text and "\\href{https://example.org}{here}" in text and "\\begin{itemize}" in text, text[-2000:]
text = convert("asciidoc", "asciidoc")
assert "== Snow" in text and "*six*" in text and "https://example.org[here]" in text, text
assert "<strong>six</strong>" in convert("html", "html") and "**six**" in convert("markdown", "md")
