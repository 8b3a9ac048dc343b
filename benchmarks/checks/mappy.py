"""mappy: minimap2 from Python, built from its C code (and zlib).

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import random, tempfile
import mappy
random.seed(5)
ref = "".join(random.choice("ACGT") for _ in range(5000))
path = tempfile.mkdtemp() + "/r.fa"; open(path, "w").write(">snow\n" + ref + "\n")
a = mappy.Aligner(path, preset="sr", best_n=1)
assert a and a.seq_names == ["snow"] and a.seq("snow", 10, 20) == ref[10:20]
hit, = a.map(ref[1000:1200])
assert (hit.ctg, hit.r_st, hit.r_en, hit.strand, hit.cigar_str, hit.NM) == ("snow", 1000, 1200, 1, "200M", 0)
hit, = a.map(mappy.revcomp(ref[2000:2200]))
assert hit.strand == -1 and hit.r_st == 2000
assert [(n, s) for n, s, _ in mappy.fastx_read(path)] == [("snow", ref)]
