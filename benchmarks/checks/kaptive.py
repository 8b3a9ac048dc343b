"""Kaptive: which capsule a bacterium has, by its genome's locus and the genes in it.

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import csv, io, json, os, random, subprocess, sys, tempfile
d = tempfile.mkdtemp(); env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8", "NUMBA_CACHE_DIR": d, "PYTHONUTF8": "1"}; os.chdir(d)
random.seed(6)
flip = lambda s: s[::-1].translate(str.maketrans("ACGT", "TGCA"))
codons = [a + b + c for a in "ACGT" for b in "ACGT" for c in "ACGT" if a + b + c not in ("TAA", "TAG", "TGA")]
dna = lambda n: "".join(random.choice("ACGT") for _ in range(n))
loci, text = {}, ""
for locus, names in (("KL1", ("wzi", "wza", "wzx1", "wzy1", "gnd")), ("KL2", ("wzi", "wza", "wzx2", "wzy2", "ugd")), ("KL3", ("wzi", "wzc3", "wzx3", "wzy3", "ugd"))):
    sequence, features = dna(100), ""
    for name in names:
        gene = "ATG" + "".join(random.choice(codons) for _ in range(random.randrange(250, 420))) + "TAA"
        features += f'     CDS             {len(sequence) + 1}..{len(sequence) + len(gene)}\n                     /gene="{name}"\n                     /product="protein {name}"\n'
        sequence += gene + dna(60)
    loci[locus] = sequence
    text += f"LOCUS       {locus:<16} {len(sequence)} bp    DNA     linear   BCT 01-JAN-2024\nDEFINITION  snow.\nACCESSION   {locus}\nVERSION     {locus}.1\nKEYWORDS    .\nSOURCE      snow\n  ORGANISM  snow\nFEATURES             Location/Qualifiers\n     source          1..{len(sequence)}\n                     /note=\"K locus: {locus}\"\n                     /note=\"K type: {locus[1] and 'K' + locus[2:]}\"\n{features}ORIGIN\n"
    for i in range(0, len(sequence), 60): text += f"{i + 1:>9} " + " ".join(sequence[i:i + 60][j:j + 10].lower() for j in range(0, 60, 10)).rstrip() + "\n"
    text += "//\n"
open("snow.gbk", "w").write(text)
open("snow.toml", "w").write('name = "Snow"\nkeyword = "snow_k"\ngenbank = "snow.gbk"\norganism = "snow"\ntaxon = 1\nantigen = "Capsular polysaccharide"\npathway = "Wzx/Wzy-dependent"\nversion = "1.0.0"\nid_threshold = 82.5\ndoi = []\nowner = "a"\nrepo = "b"\nbranch = "main"\ncontact = {}\n')
def fasta(name, *parts): open(name, "w").write("".join(f">{name}_{i}\n{p}\n" for i, p in enumerate(parts)))
mutate = lambda s: "".join(random.choice("ACGT") if random.random() < 0.01 else c for c in s)
fasta("one.fasta", dna(20000) + loci["KL1"] + dna(15000), dna(9000))
fasta("two.fasta", dna(9000), dna(12000) + flip(mutate(loci["KL2"])) + dna(15000))
fasta("none.fasta", dna(40000))
def go(*words):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "kaptive"), *words], env=env, capture_output=True, text=True, timeout=150); assert r.returncode == 0, r
    return r
os.mkdir("found")
r = go("assembly", "snow.gbk", "one.fasta", "two.fasta", "none.fasta", "-o", "out.tsv", "-l", "found", "-t", "2")
rows = {row["Assembly"].split(".")[0]: row for row in csv.DictReader(open("out.tsv"), delimiter="\t")}
one, two = rows["one"], rows["two"]
assert (one["Best match locus"], one["Best match type"], one["Match confidence"], one["Identity"]) == ("KL1", "K1", "Typeable", "100.00%") and one["Expected genes in locus"].startswith("5 / 5"), (one, r)
assert (two["Best match locus"], two["Match confidence"]) == ("KL2", "Typeable") and 97 < float(two["Identity"].rstrip("%")) < 100, two
assert "none" not in rows or rows["none"]["Match confidence"] != "Typeable", rows["none"]
found = "".join("".join(open("found/" + name).read().splitlines()[1:]) for name in sorted(os.listdir("found")) if name.startswith("one"))
assert len(found) > 4000 and found.upper() in loci["KL1"], (os.listdir("found"), found[:100])
