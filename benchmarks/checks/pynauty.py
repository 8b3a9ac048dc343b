"""pynauty: automorphisms and isomorphism of graphs, with nauty.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import itertools
from pynauty import Graph, autgrp, canon_graph, canon_label, certificate, isomorphic
def size(graph): group = autgrp(graph); return round(group[1] * 10 ** group[2])
pairs = list(itertools.combinations(range(5), 2))
petersen = Graph(10, adjacency_dict={i: [j for j, other in enumerate(pairs) if not set(pair) & set(other)] for i, pair in enumerate(pairs)})
assert size(petersen) == 120 and autgrp(petersen)[4] == 1   # S5, and all its vertices are alike
ring = lambda order: Graph(len(order), adjacency_dict={v: [order[(i + 1) % len(order)]] for i, v in enumerate(order)})
assert size(ring(range(8))) == 16 and isomorphic(ring([0, 1, 2, 3, 4, 5]), ring([3, 0, 5, 1, 4, 2]))
two = Graph(6, adjacency_dict={0: [1], 1: [2], 2: [0], 3: [4], 4: [5], 5: [3]})
assert not isomorphic(two, ring(range(6))) and certificate(two) != certificate(ring(range(6))) and size(two) == 72
coloured = Graph(6, adjacency_dict={i: [(i + 1) % 6] for i in range(6)}, vertex_coloring=[{0}, {1, 2, 3, 4, 5}])
assert size(coloured) == 2
directed = Graph(4, directed=True, adjacency_dict={0: [1], 1: [2], 2: [3], 3: [0]})
assert size(directed) == 4
assert sorted(canon_label(petersen)) == list(range(10)) and certificate(canon_graph(ring([4, 0, 2, 1, 3]))) == certificate(ring(range(5)))
