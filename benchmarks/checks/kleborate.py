"""kleborate: types genomes of Klebsiella with mash and minimap2 (here an assembly made of the genes of sequence type 1).

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import csv, glob, os, random, subprocess, sys, tempfile
from kleborate.modules.klebsiella_pneumo_complex__mlst import klebsiella_pneumo_complex__mlst as module
data, d = module.data_dir(), tempfile.mkdtemp()
profile = next(row for row in csv.DictReader(open(data / "profiles.tsv"), delimiter="\t") if row["ST"] == "1")
random.seed(1)
noise = lambda: "".join(random.choices("ACGT", k=2000))
assembly = noise()
for gene in ("gapA", "infB", "mdh", "pgi", "phoE", "rpoB", "tonB"):
    records = dict((r.split("\n", 1)[0].strip(), r.split("\n", 1)[1].replace("\n", "")) for r in open(data / (gene + ".fasta")).read().split(">")[1:])
    assembly += records["%s_%s" % (gene, profile[gene])] + noise()
open(d + "/st1.fasta", "w").write(">contig1\n" + assembly + "\n")
r = subprocess.run([os.path.join(sys.prefix, "bin", "kleborate"), "-a", d + "/st1.fasta", "-o", d + "/out", "-m",
                    "enterobacterales__species,klebsiella_pneumo_complex__mlst"], capture_output=True, text=True, cwd=d)
assert r.returncode == 0, r
row, = csv.DictReader(open(glob.glob(d + "/out/*_output.txt")[0]), delimiter="\t")
assert row["strain"] == "st1" and row["klebsiella_pneumo_complex__mlst__ST"] in ("ST1", "1"), row
assert row["klebsiella_pneumo_complex__mlst__rpoB"] == profile["rpoB"] and row["enterobacterales__species__species"], row
