"""pandocfilters: rewrites pandoc's document tree. Where the environment has pandoc (recommended, not called by the package itself) the whole way is tried.

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, subprocess, sys, tempfile
from pandocfilters import Str, applyJSONFilters, stringify
def caps(key, value, format, meta):
    if key == "Str":
        return Str(value.upper())
doc = {"pandoc-api-version": [1, 23], "meta": {}, "blocks": [{"t": "Para", "c": [{"t": "Str", "c": "hello"}, {"t": "Space"}, {"t": "Emph", "c": [{"t": "Str", "c": "w\u00f6rld"}]}]}]}
assert stringify(json.loads(applyJSONFilters([caps], json.dumps(doc), "html"))["blocks"]) == "HELLO W\u00d6RLD"
d = tempfile.mkdtemp()
open(d + "/caps.py", "w").write("from pandocfilters import toJSONFilter, Str\ntoJSONFilter(lambda k, v, f, m: Str(v.upper()) if k == 'Str' else None)\n")
filtered = subprocess.run([sys.executable, d + "/caps.py", "html"], input=json.dumps(doc), capture_output=True, text=True, check=True).stdout
assert stringify(json.loads(filtered)["blocks"]) == "HELLO W\u00d6RLD"
pandoc = os.path.join(sys.prefix, "bin", "pandoc")
if os.path.exists(pandoc):
    run = lambda *args, **k: subprocess.run([pandoc, *args], capture_output=True, text=True, check=True, **k).stdout
    tree = run("-t", "json", input="hello *world*\n")
    assert run("-f", "json", "-t", "html", input=applyJSONFilters([caps], tree, "html")).strip() == "<p>HELLO <em>WORLD</em></p>"
