"""augur: a virus's tree from its sequences; MAFFT aligns them, FastTree and RAxML make trees, VCFtools masks sites.

round: 4
native: yes
extra: typing_extensions
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, random, subprocess, sys, tempfile
d = tempfile.mkdtemp(); random.seed(6)
from Bio import Phylo, SeqIO
def changed(text, times):
    letters = list(text)
    for at in random.sample(range(30, len(letters) - 30), times): letters[at] = random.choice([x for x in "ACGT" if x != letters[at]])
    return "".join(letters)
root = "".join(random.choice("ACGT") for _ in range(1200)); ice, sun = changed(root, 40), changed(root, 40)
strains = {f"{name}{i}": changed(text, 8 + i) for name, text in (("ice", ice), ("sun", sun)) for i in range(4)}
strains["ice1"] = strains["ice1"][:500] + strains["ice1"][512:]   # twelve are lost
open(d + "/all.fasta", "w").write("".join(f">{name}\n{text}\n" for name, text in strains.items())); open(d + "/ref.fasta", "w").write(f">ref\n{root}\n")
def augur(*words):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "augur"), *words], cwd=d, env={**os.environ, "HOME": d, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=200)
    assert r.returncode == 0, (words, r.stdout[-3000:], r.stderr[-3000:])
augur("align", "--sequences", "all.fasta", "--reference-sequence", "ref.fasta", "--remove-reference", "--output", "aligned.fasta")
aligned = {x.id: str(x.seq).upper() for x in SeqIO.parse(d + "/aligned.fasta", "fasta")}
assert set(aligned) == set(strains) and {len(x) for x in aligned.values()} == {1200} and aligned["ice1"].count("-") == 12 and "-" not in aligned["sun2"]
for method in ("fasttree", "raxml"):
    augur("tree", "--alignment", "aligned.fasta", "--method", method, "--output", method + ".nwk")
    tree = Phylo.read(f"{d}/{method}.nwk", "newick"); tree.root_with_outgroup([{"name": f"sun{i}"} for i in range(4)])
    assert {x.name for x in tree.get_terminals()} == set(strains), method
    group = tree.common_ancestor([{"name": f"ice{i}"} for i in range(4)])
    assert {x.name for x in group.get_terminals()} == {f"ice{i}" for i in range(4)}, (method, open(f"{d}/{method}.nwk").read())
augur("refine", "--tree", "fasttree.nwk", "--alignment", "aligned.fasta", "--output-tree", "refined.nwk", "--output-node-data", "refined.json")
assert "NODE_0" in open(d + "/refined.nwk").read()
open(d + "/a.vcf", "w").write("##fileformat=VCFv4.2\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype\">\n##contig=<ID=1>\n" +
    "\n".join("\t".join(row) for row in (["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", "ice0", "sun0"], *(["1", str(at), ".", "A", "G", ".", "PASS", ".", "GT", "0/0", "1/1"] for at in (10, 20, 30)))) + "\n")
augur("mask", "--sequences", "a.vcf", "--mask-sites", "20", "--output", "masked.vcf")
assert [line.split("\t")[1] for line in open(d + "/masked.vcf") if not line.startswith("#")] == ["10", "30"]
