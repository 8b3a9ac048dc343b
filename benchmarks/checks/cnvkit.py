"""CNVkit: copy numbers from sequencing; segments are found by DNAcopy, which is R.

round: 2
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, random, subprocess, sys, tempfile
d = tempfile.mkdtemp()
random.seed(1)
with open(d + "/s.cnr", "w") as f:
    f.write("chromosome\tstart\tend\tgene\tlog2\tdepth\tweight\n")
    for i in range(400):
        level = 1.0 if 150 <= i < 260 else 0.0
        f.write(f"chr1\t{i * 1000}\t{i * 1000 + 900}\tG{i // 20}\t{level + random.gauss(0, 0.1):.4f}\t30\t1\n")
r = subprocess.run([os.path.join(sys.prefix, "bin", "cnvkit.py"), "segment", "-m", "cbs", "-o", d + "/s.cns", d + "/s.cnr"], env={**os.environ, "HOME": d}, capture_output=True, text=True, timeout=250)
assert r.returncode == 0, r.stderr[-3000:]
rows = [line.split("\t") for line in open(d + "/s.cns").read().splitlines()[1:]]
at = open(d + "/s.cns").readline().split("\t").index("log2")
assert len(rows) == 3 and abs(float(rows[1][at]) - 1) < 0.1 and abs(int(rows[1][1]) - 150000) < 3000, rows
