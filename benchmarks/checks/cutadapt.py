"""cutadapt: cuts adapters from reads; pigz (or isal) unpacks and packs the files, in threads.

round: 5
native: no
"""

import os, sys

sys.path[:] = [
    p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))
]  # the files here have the packages' names
import gzip, os, random, subprocess, tempfile

d = tempfile.mkdtemp()
random.seed(5)
adapter, back = "AGATCGGAAGAGCACACGTC", "AGATCGGAAGAGCGTCGTGT"
inserts = ["".join(random.choice("ACGT") for _ in range(random.randint(60, 90))) for _ in range(2000)]
flip = lambda s: s[::-1].translate(str.maketrans("ACGT", "TGCA"))
for mate, tail in ((1, adapter), (2, back)):
    with gzip.open(f"{d}/in.{mate}.fastq.gz", "wt") as f:
        for i, s in enumerate(inserts):
            read = ((s if mate == 1 else flip(s)) + tail * 4)[:120]
            f.write(f"@r{i}/{mate}\n{read}\n+\n{'I' * 120}\n")
r = subprocess.run(
    [
        os.path.join(sys.prefix, "bin", "cutadapt"),
        "-j",
        "2",
        "-a",
        adapter,
        "-A",
        back,
        "-m",
        "20",
        "-o",
        d + "/out.1.fastq.gz",
        "-p",
        d + "/out.2.fastq.gz",
        "--json",
        d + "/report.json",
        d + "/in.1.fastq.gz",
        d + "/in.2.fastq.gz",
    ],
    capture_output=True,
    text=True,
    timeout=200,
)
assert r.returncode == 0 and "Total read pairs processed:              2,000" in r.stdout, (
    r.stdout[-2000:],
    r.stderr[-2000:],
)
import json

assert json.load(open(d + "/report.json"))["read_counts"]["read1_with_adapter"] == 2000
for mate in (1, 2):
    lines = gzip.open(f"{d}/out.{mate}.fastq.gz", "rt").read().splitlines()
    wanted = inserts if mate == 1 else [flip(s) for s in inserts]
    assert sum(got == s for got, s in zip(lines[1::4], wanted)) > 1950 and len(lines) == 8000
r = subprocess.run(
    [
        os.path.join(sys.prefix, "bin", "cutadapt"),
        "-g",
        "^" + inserts[0][:12],
        "--discard-untrimmed",
        "--fasta",
        d + "/in.1.fastq.gz",
    ],
    capture_output=True,
    text=True,
    timeout=200,
)
assert r.returncode == 0 and r.stdout.split() == [">r0/1", (inserts[0] + adapter * 4)[:120][12:]], (
    r.stdout,
    r.stderr[-2000:],
)
