"""mapDamage: the damage of old DNA: tables of it, plots and a Bayesian estimate with R (and C++ that R compiles), and rescaled qualities.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, random, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.chdir(d)
import pysam
random.seed(11)
genome = "".join(random.choice("ACGT") for _ in range(5000))
open("ref.fa", "w").write(">ice\n" + "\n".join(genome[i:i + 60] for i in range(0, 5000, 60)) + "\n")
with pysam.AlignmentFile("old.bam", "wb", header={"HD": {"VN": "1.0", "SO": "coordinate"}, "SQ": [{"SN": "ice", "LN": 5000}]}) as out:
    for i, start in enumerate(sorted(random.randrange(100, 4800) for _ in range(6000))):
        n = random.randrange(35, 90); letters = list(genome[start:start + n])
        for k in range(n):   # C becomes T at the start, G becomes A at the end
            if letters[k] == "C" and random.random() < 0.01 + 0.35 * 0.6**k: letters[k] = "T"
            elif letters[k] == "G" and random.random() < 0.01 + 0.35 * 0.6 ** (n - 1 - k): letters[k] = "A"
        read = pysam.AlignedSegment(); read.query_name = f"r{i}"; read.query_sequence = "".join(letters); read.flag = 16 * (i % 2); read.reference_id = 0; read.reference_start = start
        read.mapping_quality = 37; read.cigar = [(0, n)]; read.query_qualities = pysam.qualitystring_to_array("I" * n); out.write(read)
r = subprocess.run([os.path.join(sys.prefix, "bin", "mapDamage"), "-i", "old.bam", "-r", "ref.fa", "-d", "out", "--rand", "2", "--burn", "200", "--adjust", "2", "--iter", "500", "--rescale"],
                   env={**os.environ, "HOME": d, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=290)
assert r.returncode == 0 and "Successful run" in r.stderr + r.stdout, (r.stdout[-3000:], r.stderr[-4000:])
rates = [float(line.split("\t")[1]) for line in open("out/5pCtoT_freq.txt").read().splitlines()[1:]]
assert rates[0] > 0.25 and rates[0] > rates[1] > rates[3] and rates[20] < 0.08, rates
for name in ("Fragmisincorporation_plot.pdf", "Length_plot.pdf", "Stats_out_MCMC_hist.pdf", "Stats_out_MCMC_post_pred.pdf"): assert open("out/" + name, "rb").read(5) == b"%PDF-", (name, os.listdir("out"))
summary = open("out/Stats_out_MCMC_iter_summ_stat.csv").read().splitlines()
names = summary[0].replace('"', "").split(","); mean = dict(zip(names, summary[1].split(",")))
assert float(mean["DeltaS"]) > 0.2 and float(mean["DeltaD"]) < 0.1 and 0.1 < float(mean["Lambda"]) < 0.9, summary[:2]   # much in single strands, little in double ones
with pysam.AlignmentFile("out/old.rescaled.bam") as again: assert sum(min(x.query_qualities) < 30 for x in again) > 500
