"""bigtree: trees of nodes; its image extra draws them with Graphviz.

round: 7
native: no
extra: bigtree[image]
apt: graphviz
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
from bigtree import Node, find_name, list_to_tree, preorder_iter, tree_to_dict, tree_to_dot, tree_to_newick
d = tempfile.mkdtemp()
root = list_to_tree(["earth/air/snow", "earth/air/rain", "earth/water/sea", "earth/water/lake/ice"])
assert [n.node_name for n in preorder_iter(root)] == ["earth", "air", "snow", "rain", "water", "sea", "lake", "ice"]
assert find_name(root, "ice").path_name == "/earth/water/lake/ice" and root.max_depth == 4
assert tree_to_newick(root) == "((snow,rain)air,(sea,(ice)lake)water)earth", tree_to_newick(root)
assert set(tree_to_dict(root)) >= {"/earth", "/earth/air/snow"}
graph = tree_to_dot(root, node_colour="gold")
graph.write_png(d + "/t.png"); graph.write_svg(d + "/t.svg")
assert open(d + "/t.png", "rb").read(8) == b"\x89PNG\r\n\x1a\n"
svg = open(d + "/t.svg", encoding="utf-8").read()
assert svg.count('class="node"') == 8 and svg.count('class="edge"') == 7 and ">ice<" in svg and "gold" in svg, svg
from PIL import Image
with Image.open(d + "/t.png") as picture: assert picture.width > 100 and picture.height > 100, picture.size
