"""sourmash: compares genomes by sketches of them, and searches them in an index (RocksDB's, too).

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import csv, os, random, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.chdir(d)
def run(*words):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "sourmash"), *words], cwd=d, env={**os.environ, "HOME": d, "MPLCONFIGDIR": d}, capture_output=True, text=True, timeout=100)
    assert r.returncode == 0, r
    return r.stdout + r.stderr
luck = random.Random(6)
genome = "".join(luck.choices("ACGT", k=60000)); other = "".join(luck.choices("ACGT", k=60000))
for name, text in {"ada": genome, "eve": genome[:30000] + other[30000:], "zoe": other}.items(): open(f"{name}.fa", "w").write(f">{name}\n{text}\n")
run("sketch", "dna", "-p", "k=31,scaled=100", "--name-from-first", "ada.fa", "eve.fa", "zoe.fa")
from sourmash import MinHash, load_one_signature_from_json
a, e, z = (load_one_signature_from_json(open(f"{name}.fa.sig").read()) for name in ("ada", "eve", "zoe"))
assert abs(e.contained_by(a) - 0.5) < 0.1 and a.jaccard(z) == 0 and 0.2 < a.jaccard(e) < 0.45
mine = MinHash(n=0, ksize=31, scaled=100); mine.add_sequence(genome)
assert mine.similarity(a.minhash) == 1.0
run("compare", "ada.fa.sig", "eve.fa.sig", "zoe.fa.sig", "--csv", "c.csv", "-o", "c")
rows = list(csv.reader(open("c.csv"))); assert rows[0] == ["ada", "eve", "zoe"] and float(rows[1][0]) == 1.0 and float(rows[1][2]) == 0
for kind, name in (("SBT", "i.sbt.zip"), ("rocksdb", "i.rocksdb")):
    run("index", "-F", kind, name, "ada.fa.sig", "zoe.fa.sig")
    run("gather", "eve.fa.sig", name, "--threshold-bp", "0", "-o", kind + ".csv")
    found = {row["name"]: float(row["f_orig_query"]) for row in csv.DictReader(open(kind + ".csv"))}
    assert found.keys() == {"ada", "zoe"} and all(abs(f - 0.5) < 0.1 for f in found.values()), found
assert os.path.exists("i.rocksdb/CURRENT")
