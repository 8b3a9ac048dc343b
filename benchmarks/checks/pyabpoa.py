"""pyabpoa: aligns sequences to each other and gives their consensus, with the C code in its source (and zlib).

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import pyabpoa
a = pyabpoa.msa_aligner()
seqs = ["CCGAAGA", "CCGAACTCGA", "CCCGGAAGA", "CCGAAGA"]
r = a.msa(seqs, out_cons=True, out_msa=True)
assert r.n_seq == 4 and r.n_cons == 1 and r.cons_seq[0] == "CCGAAGA", (r.n_seq, r.cons_seq)
assert [row.replace("-", "") for row in r.msa_seq[:4]] == seqs and len({len(row) for row in r.msa_seq}) == 1, r.msa_seq
