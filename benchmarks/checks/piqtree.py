"""piqtree: phylogenetic trees by IQ-TREE's library: distances, likelihood, bootstrap, choice of models.

round: 9
native: yes
apt: ca-certificates
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import random
import cogent3, numpy as np, piqtree
assert piqtree.__iqtree_version__[0].isdigit()
# Six sequences that evolved along ((a,b),((c,d),(e,f)))
rng = random.Random(6)
def evolved(line, rate): return "".join(rng.choice("ACGT".replace(base, "")) if rng.random() < rate else base for base in line)
root = "".join(rng.choice("ACGT") for _ in range(600))
left, right = evolved(root, 0.1), evolved(root, 0.1); far = evolved(right, 0.08)
names = "abcdef"; aln = cogent3.make_aligned_seqs({name: evolved(line, 0.03) for name, line in zip(names, (left, left, right, right, far, far))}, moltype="dna")
lines = {name: str(aln.get_seq(name)) for name in names}
# Distances are Jukes and Cantor's
distances = piqtree.jc_distances(aln, num_threads=1)
for one, other in ("ab", "af", "ce"):
    differ = sum(x != y for x, y in zip(lines[one], lines[other])) / 600
    assert abs(distances[one, other] + 0.75 * np.log(1 - 4 / 3 * differ)) < 1e-4, (one, other, distances[one, other], differ)
true = cogent3.make_tree("((a,b),(c,d),(e,f));"); false = cogent3.make_tree("((a,c),(b,d),(e,f));")
joined = piqtree.nj_tree(distances)
built = piqtree.build_tree(aln, "JC", rand_seed=1, num_threads=1, bootstrap_replicates=1000); assert sorted(built.get_tip_names()) == list(names) and built.params["model"] == "JC"
between = piqtree.robinson_foulds([true, joined, built, false]); assert (between[:3, :3] == 0).all() and (between[3] == [4, 4, 4, 0]).all(), between
# The likelihood of a given tree: the true one is better, and a richer model is better still
fits = {name: piqtree.fit_tree(aln, tree, model, num_threads=1).params for name, tree, model in (("true", true, "JC"), ("false", false, "JC"), ("rich", true, "HKY"))}
assert abs(fits["true"]["lnL"] - built.params["lnL"]) < 0.1 and fits["false"]["lnL"] < fits["true"]["lnL"] - 50 and fits["rich"]["lnL"] > fits["true"]["lnL"], fits
share = sum(line.count("A") for line in lines.values()) / 3600; assert abs(fits["rich"]["mprobs"]["A"] - share) < 0.01 and abs(fits["true"]["mprobs"]["A"] - 0.25) < 1e-6, fits
found = piqtree.model_finder(aln, rand_seed=1, num_threads=1, model_set=["JC", "HKY"], rate_set=["E", "G"]); assert str(found.best_bic).startswith("JC"), found.best_bic
both = [str(piqtree.random_tree(8, piqtree.TreeGenMode.YULE_HARDING, rand_seed=seed)) for seed in (3, 3, 4)]; assert both[0] == both[1] != both[2]
agreed = piqtree.consensus_tree([built, joined, false]); assert piqtree.robinson_foulds([true, agreed])[0, 1] == 0, agreed
