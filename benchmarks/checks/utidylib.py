"""uTidylib: mends HTML, by HTML Tidy's library.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, tempfile
import xml.etree.ElementTree as ElementTree
import tidy
page = "<title>Snow</title><p>Six <b>sides<p>and <i>no</b> more</i> &eacute; <img src=flake.png>"
document = tidy.parseString(page, output_xhtml=1, add_xml_decl=1, indent=1, tidy_mark=0, numeric_entities=1, doctype="strict")
text = str(document)
assert text.startswith("<?xml") and "XHTML 1.0" in text, text
tree = ElementTree.fromstring(document.getvalue())
NS = "{http://www.w3.org/1999/xhtml}"
assert tree.tag == NS + "html" and tree.findtext(f"{NS}head/{NS}title").strip() == "Snow", text
assert len(tree.findall(f".//{NS}p")) == 2 and "\u00e9" in "".join(tree.itertext()) and tree.find(f".//{NS}img").get("src") == "flake.png", text
said = document.get_errors() if hasattr(document, "get_errors") else document.errors
assert any("alt" in str(one) and one.line == 1 for one in said), [str(one) for one in said]
assert any(one.severity == "W" for one in said)
path = tempfile.mkdtemp() + "/p.html"; open(path, "wb").write("<h1>\u2603</h1><blink>".encode())
snow = tidy.parse(path, show_body_only=True, char_encoding="utf8", wrap=0)
out = io.BytesIO(); snow.write(out)
assert "<h1>\u2603</h1>" in out.getvalue().decode() and "<html" not in out.getvalue().decode(), out.getvalue()
for wrong, error in (({"no_such_option": 1}, tidy.InvalidOptionError), ({"indent": "\u2603nonsense"}, tidy.OptionArgError)):
    try: tidy.parseString("<p>x", **wrong)
    except error: pass
    else: raise AssertionError(wrong)
