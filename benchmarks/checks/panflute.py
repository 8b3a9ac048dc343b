"""panflute: filters for pandoc in Python, and pandoc's conversions from Python.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d
import panflute as pf
text = "# Snow {#top}\n\nFlakes *fall* on `ice` and $x^2$.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[link](http://example.org)\n"
blocks = pf.convert_text(text)
assert [type(b).__name__ for b in blocks] == ["Header", "Para", "Table", "Para"] and pf.stringify(blocks[0]) == "Snow"
document = pf.convert_text(text, standalone=True); assert document.api_version[0] == 1
def louder(elem, doc):
    if isinstance(elem, pf.Header): elem.level += 1
    if isinstance(elem, pf.Emph): return pf.Strong(*elem.content)
    if isinstance(elem, pf.Link): elem.url = "http://snow.example"
html = pf.convert_text(document.walk(louder), input_format="panflute", output_format="html")
assert '<h2 id="top">Snow</h2>' in html and "<strong>fall</strong>" in html and "http://snow.example" in html, html
assert r"\textbf{fall}" in pf.convert_text(document, input_format="panflute", output_format="latex")
open(d + "/count.py", "w").write(f"""#!{sys.executable}
import panflute as pf
def prepare(doc): doc.words = 0
def action(elem, doc):
    if isinstance(elem, pf.Str): doc.words += 1
    if isinstance(elem, pf.Para) and pf.stringify(elem).strip() == "$words": return pf.Para(pf.Str(f"{{doc.words}} words, {{doc.get_metadata('place')}}"))
pf.run_filter(action, prepare=prepare)
""")
open(d + "/in.md", "w").write("---\nplace: Alps\n---\n\none two three\n\n$words\n")
r = subprocess.run(["pandoc", "in.md", "-t", "html", "--filter", d + "/count.py"], cwd=d, capture_output=True, text=True, timeout=60)
assert r.returncode == 0 and "<p>5 words, Alps</p>" in r.stdout, (r.stdout, r.stderr)
pf.run_pandoc(text=text, args=["-o", d + "/a.docx"]); assert open(d + "/a.docx", "rb").read(2) == b"PK"
assert "Flakes" in pf.run_pandoc(args=[d + "/a.docx", "-t", "plain"])
