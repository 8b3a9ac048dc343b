"""pymummer: runs nucmer of MUMmer and reads the alignments it finds.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, random, tempfile
from pymummer import alignment, coords_file, nucmer, snp_file
d = tempfile.mkdtemp()
random.seed(3)
ref = "".join(random.choice("ACGT") for _ in range(3000))
at = 1500
query = ref[:at] + {"A": "C", "C": "G", "G": "T", "T": "A"}[ref[at]] + ref[at + 1:]
for name, seq in (("ref", ref), ("qry", query)):
    open(f"{d}/{name}.fa", "w").write(f">{name}\n{seq}\n")
nucmer.Runner(f"{d}/ref.fa", f"{d}/qry.fa", f"{d}/out", min_length=100, show_snps=True).run()
hits = list(coords_file.reader(f"{d}/out"))
assert len(hits) == 1 and hits[0].hit_length_ref == 3000 and hits[0].percent_identity > 99.9 and hits[0].on_same_strand(), hits
snps = list(snp_file.reader(f"{d}/out.snps"))
assert len(snps) == 1 and snps[0].ref_pos == at and snps[0].ref_base == ref[at] and snps[0].qry_base == query[at], snps
