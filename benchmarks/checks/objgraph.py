"""objgraph: draws which Python objects refer to which, as pictures that Graphviz's dot makes.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import gc, os, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d; os.chdir(d)
import objgraph
class Flake: pass
class Cloud: pass
cloud = Cloud(); cloud.flakes = [Flake() for _ in range(37)]
assert objgraph.count("Flake") == 37 and len(objgraph.by_type("Flake")) == 37
assert dict(objgraph.most_common_types(limit=100000))["Flake"] == 37
chain = objgraph.find_backref_chain(cloud.flakes[5], lambda x: isinstance(x, Cloud))
assert chain[0] is cloud and chain[-1] is cloud.flakes[5], [type(x) for x in chain]
objgraph.show_backrefs([cloud.flakes[5]], max_depth=4, filename=d + "/back.png")
assert os.path.getsize(d + "/back.png") > 1000 and open(d + "/back.png", "rb").read(8) == b"\x89PNG\r\n\x1a\n", os.listdir(d)
objgraph.show_refs([cloud], max_depth=2, filename=d + "/refs.svg", extra_info=lambda x: "cold")
svg = open(d + "/refs.svg", encoding="utf-8").read()
assert "<svg" in svg and "Cloud" in svg and "cold" in svg and "polygon" in svg, svg[:1500]
objgraph.show_chain(chain, filename=d + "/chain.dot")
assert "digraph" in open(d + "/chain.dot").read() and "Flake" in open(d + "/chain.dot").read()
objgraph.show_growth(file=open(d + "/growth", "w")); more = [Flake() for _ in range(5)]
grown = {name: delta for name, count, delta in objgraph.growth(limit=50)}
assert grown.get("Flake") == 5, grown
