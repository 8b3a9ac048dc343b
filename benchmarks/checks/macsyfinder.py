"""macsyfinder: finds systems of proteins in genomes, by the profiles that hmmsearch knows.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, random, subprocess, sys, tempfile
d = tempfile.mkdtemp(); random.seed(6)
env = {**os.environ, "HOME": d}
amino = "ACDEFGHIKLMNPQRSTVWY"
protein = lambda length=150: "M" + "".join(random.choices(amino, k=length - 1))
changed = lambda text: "".join(random.choice(amino) if random.random() < 0.1 else letter for letter in text)
for name in ("definitions", "profiles"): os.makedirs(f"{d}/models/Snow/{name}")
genes = {name: protein() for name in ("sixA", "sixB", "sixC", "sixD")}
for name, text in genes.items():
    with open(f"{d}/{name}.sto", "w") as file:
        file.write("# STOCKHOLM 1.0\n\n" + "".join(f"s{number} {changed(text)}\n" for number in range(8)) + "//\n")
    subprocess.run(["hmmbuild", "-n", name, f"{d}/models/Snow/profiles/{name}.hmm", f"{d}/{name}.sto"], check=True, capture_output=True, env=env)
open(d + "/models/Snow/metadata.yml", "w").write("maintainer: {name: A, email: a@example.org}\nshort_desc: snow\nvers: 1.0\n")
open(d + "/models/Snow/definitions/Flake.xml", "w").write("""<model inter_gene_max_space="3" min_mandatory_genes_required="2" min_genes_required="3" vers="2.0">
  <gene name="sixA" presence="mandatory"/>
  <gene name="sixB" presence="mandatory"/>
  <gene name="sixC" presence="accessory"/>
  <gene name="sixD" presence="forbidden"/>
</model>
""")
with open(d + "/genome.fasta", "w") as file:
    place = {10: "sixA", 11: "sixB", 13: "sixC", 40: "sixA", 60: "sixC"}   # one system; the others stand alone
    for number in range(80): file.write(f">p{number:03d}\n{changed(genes[place[number]]) if number in place else protein()}\n")
r = subprocess.run([os.path.join(sys.prefix, "bin", "macsyfinder"), "--models", "Snow", "Flake", "--models-dir", d + "/models", "--sequence-db", d + "/genome.fasta", "--db-type", "ordered_replicon", "-o", d + "/out", "-w", "2"], cwd=d, env=env, capture_output=True, text=True, timeout=250)
assert r.returncode == 0, (r.stdout[-1500:], r.stderr[-1500:])
lines = [line.split("\t") for line in open(d + "/out/best_solution.tsv") if line.strip() and not line.startswith("#")]
found = [dict(zip(lines[0], line)) for line in lines[1:]]
assert [(one["hit_id"], one["gene_name"], one["model_fqn"]) for one in found] == [("p010", "sixA", "Snow/Flake"), ("p011", "sixB", "Snow/Flake"), ("p013", "sixC", "Snow/Flake")], found
