"""igraph: graphs and their analysis, with the igraph library of C (and drawn with matplotlib).

round: 6
native: yes
extra: matplotlib
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import matplotlib
matplotlib.use("agg")
import igraph as ig
from matplotlib import pyplot
d = tempfile.mkdtemp()
g = ig.Graph.Famous("Zachary")
assert g.vcount() == 34 and g.ecount() == 78 and g.is_connected() and g.diameter() == 5
assert g.maxdegree() == 17 and abs(g.transitivity_undirected() - 0.2557) < 1e-3
assert abs(max(g.betweenness()) - 231.0714) < 1e-3 and abs(sum(g.pagerank()) - 1) < 1e-9
parts = g.community_leiden(objective_function="modularity", n_iterations=-1)
assert 3 <= len(parts) <= 5 and 0.40 < parts.modularity < 0.4199, parts.modularity
assert g.community_optimal_modularity().modularity > 0.4197   # GLPK's work
assert len(g.maximal_cliques(min=4)) > 0 and g.clique_number() == 5
w = ig.Graph(n=4, edges=[(0, 1), (1, 2), (2, 3), (0, 3)], directed=True)
w.es["weight"] = [1, 1, 1, 5]
assert w.distances(0, 3, weights="weight") == [[3]] and w.get_shortest_path(0, 3, weights="weight") == [0, 1, 2, 3]
assert w.maxflow_value(0, 3, capacity="weight") == 6 and w.topological_sorting() == [0, 1, 2, 3]
assert ig.Graph.Lattice([3, 3]).isomorphic(ig.Graph.Lattice([3, 3]).permute_vertices([4, 5, 3, 7, 8, 6, 1, 2, 0]))
assert ig.Graph.Full(5).count_automorphisms() == 120
g.vs["name"] = [f"é{i}" for i in range(34)]
g.write_graphml(d + "/g.graphml")   # libxml2's
again = ig.Graph.Read_GraphML(d + "/g.graphml")
assert again.vs["name"] == g.vs["name"] and again.get_edgelist() == g.get_edgelist()
vals = ig.Graph.Ring(10).laplacian(); assert sum(map(sum, vals)) == 0
g.vs["label"] = [str(i) for i in range(34)]
figure, (left, right) = pyplot.subplots(1, 2, figsize=(8, 4))
ig.plot(g, target=left, layout=g.layout_kamada_kawai(), vertex_size=20)
ig.plot(parts, target=right, layout=g.layout("fr"))
figure.savefig(d + "/g.png")
assert open(d + "/g.png", "rb").read(8) == b"\x89PNG\r\n\x1a\n" and os.path.getsize(d + "/g.png") > 10000
