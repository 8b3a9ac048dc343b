"""pyfastx: random access to FASTA and FASTQ, plain and gzipped, with an index in SQLite.

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import gzip, os, random, tempfile
import pyfastx
random.seed(2)
seqs = {"s%d" % i: "".join(random.choices("ACGT", k=500 + i)) for i in range(50)}
text = "".join(">%s\n%s\n" % (k, "\n".join(v[i:i + 60] for i in range(0, len(v), 60))) for k, v in seqs.items())
d = tempfile.mkdtemp()
open(d + "/a.fa", "w").write(text)
gzip.open(d + "/b.fa.gz", "wt").write(text)
for name in ("/a.fa", "/b.fa.gz"):
    fa = pyfastx.Fasta(d + name)
    assert len(fa) == 50 and fa.size == sum(map(len, seqs.values()))
    assert all(fa[k].seq == v for k, v in seqs.items())
    assert fa.fetch("s7", (11, 20)) == seqs["s7"][10:20] and os.path.getsize(d + name + ".fxi") > 0
open(d + "/c.fq", "w").write("@r1\nACGT\n+\nIIII\n@r2\nGGCC\n+\n!!!!\n")
fq = pyfastx.Fastq(d + "/c.fq")
assert len(fq) == 2 and fq["r2"].seq == "GGCC" and fq["r1"].quali == [40] * 4
