"""scikit-bio: alignments, distances, trees and statistics of sequences and communities, with OpenMP.

round: 4
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
from skbio import DNA, DistanceMatrix, TreeNode
from skbio.alignment import pair_align, TabularMSA
from skbio.diversity import alpha_diversity, beta_diversity
from skbio.stats.distance import mantel, permanova, permdisp
from skbio.stats.ordination import pcoa
from skbio.tree import nj
first, second = DNA("ACTACCAGATTACTTACGGATCAGGTACTTGCCAACAA"), DNA("CGAAACTACTAGATTACGGATCTTACTTTCCAGCAAGG")
result = pair_align(first, second, mode="local", sub_score=(2, -3), gap_cost=(5, 2))
assert result.score > 15, result.score
rows = TabularMSA.from_path_seqs(result.paths[0], (first, second))
assert rows.shape[0] == 2 and rows.shape[1] > 10
rng = np.random.default_rng(7)
low, high = rng.poisson([20] * 10 + [2] * 10, (12, 20)), rng.poisson([2] * 10 + [20] * 10, (12, 20))
names, group = [f"s{i}" for i in range(24)], ["ice"] * 12 + ["sun"] * 12
distances = beta_diversity("braycurtis", np.vstack([low, high]), names)
assert alpha_diversity("shannon", low, names[:12]).between(2, 5).all()
found = permanova(distances, group, permutations=199, seed=1)
assert found["p-value"] < 0.02 and found["test statistic"] > 20, found
assert permdisp(distances, group, permutations=99, seed=1)["sample size"] == 24
axes = pcoa(distances, number_of_dimensions=3)
assert axes.proportion_explained.iloc[0] > 0.5
pc1 = axes.samples["PC1"].to_numpy()
assert (pc1[:12] > 0).all() != (pc1[12:] > 0).all()
r, p, n = mantel(distances, distances, permutations=99, seed=1)
assert abs(r - 1) < 1e-6 and p < 0.05 and n == 24
tree = nj(DistanceMatrix([[0, 5, 9, 9, 8], [5, 0, 10, 10, 9], [9, 10, 0, 8, 7], [9, 10, 8, 0, 3], [8, 9, 7, 3, 0]], list("abcde")))
other = TreeNode.read(["((a:2,b:3):3,c:4,(d:2,e:1):2);"])
assert tree.compare_rfd(other) == 0 and abs(tree.find("a").distance(tree.find("b")) - 5) < 1e-9
