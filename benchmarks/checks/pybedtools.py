"""pybedtools: genomes' intervals: reads BED and GFF files, compressed ones too (zlib), filters, changes and writes them.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import gzip, os, tempfile
import pybedtools
d = tempfile.mkdtemp()
pybedtools.set_tempdir(d)
lines = ["chr%d\t%d\t%d\tread%d\t%d\t%s\n" % (i % 3 + 1, i * 100, i * 100 + 50 + i, i, i * 10, "+-"[i % 2]) for i in range(30)]
with gzip.open(d + "/a.bed.gz", "wt") as out:
    out.writelines(lines)
open(d + "/b.gff", "w").write('chr1\tsnow\tgene\t101\t400\t.\t+\t.\tID=g1;Name=flake\nchr2\tsnow\texon\t501\t600\t.\t-\t.\tID=e1\n')
a = pybedtools.BedTool(d + "/a.bed.gz")
first = next(iter(a))
assert (first.chrom, first.start, first.stop, first.name, first.strand) == ("chr1", 0, 50, "read0", "+")
assert sum(1 for _ in a) == 30 and a.file_type == "bed"
long = a.filter(lambda i: len(i) >= 70 and i.chrom == "chr2").saveas(d + "/long.bed")
assert [i.name for i in long] == ["read22", "read25", "read28"]
def moved(interval, by):
    interval.start += by; interval.stop += by
    return interval
shifted = long.each(moved, 5).saveas(d + "/moved.bed.gz", compressed=True)
assert gzip.open(d + "/moved.bed.gz", "rt").readline() == "chr2\t2205\t2277\tread22\t220\t+\n"
gene = pybedtools.BedTool(d + "/b.gff")[0]
assert (gene.start, gene.stop, gene.attrs["Name"], gene.file_type) == (100, 400, "flake", "gff")
from pybedtools.featurefuncs import five_prime, gff2bed
assert gff2bed(gene).name == "g1" and five_prime(pybedtools.create_interval_from_list(["chr1", "50", "90", "x", "0", "-"]), upstream=5, downstream=5).start == 85
assert list(long.to_dataframe()["score"]) == [220, 250, 280]
