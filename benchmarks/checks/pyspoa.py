"""pyspoa: consensus and alignment of many sequences by partial order (spoa).

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import random
from spoa import poa
reads = ["AACTTATA", "AACTTATG", "AACTATA"]
consensus, rows = poa(reads)
assert consensus == "AACTTATA" and len(rows) == 3 and len({len(r) for r in rows}) == 1, (consensus, rows)
assert [r.replace("-", "") for r in rows] == reads and rows[2].count("-") == 1 + rows[0].count("-")
assert poa(reads, genmsa=False) == ("AACTTATA", [])
assert poa(["ACGTACGTACGT"] * 5)[0] == "ACGTACGTACGT"
# many bad readings of one sequence
random.seed(4)
truth = "".join(random.choice("ACGT") for _ in range(400))
def bad(s):
    out = []
    for c in s:
        x = random.random()
        if x < 0.03: continue
        out.append(random.choice("ACGT") if x < 0.06 else c)
        if x > 0.97: out.append(random.choice("ACGT"))
    return "".join(out)
copies = [bad(truth) for _ in range(30)]
assert all(c != truth for c in copies)
def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1): last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]
for algorithm in (0, 1):   # local, global
    found, rows = poa(copies, algorithm=algorithm)
    assert distance(found, truth) < 8 < min(distance(c, truth) for c in copies[:5]), (algorithm, distance(found, truth))
    assert len(rows) == 30
    if algorithm == 1: assert [r.replace("-", "") for r in rows] == copies
assert len(poa(["AAAATTTT", "AAAATTTT", "AAAATTTTCCCCCCCC"], algorithm=1, min_coverage=2)[0]) == 8
affine = poa(["ACGTTTTACGT", "ACGTACGT"], algorithm=1, m=3, n=-5, g=-8, e=-1, q=-8, c=-1)
assert affine[1][1].count("-") == 3 and "---" in affine[1][1], affine
