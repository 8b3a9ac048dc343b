"""macsylib: finds systems of proteins in genomes, by the profiles that hmmsearch knows.

round: 9
native: yes
apt: hmmer
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import argparse, logging, os, random, subprocess, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d; random.seed(6)
import macsylib
from macsylib.config import Config, MacsyDefaults
from macsylib.registries import ModelRegistry, scan_models_dir
from macsylib.search_systems import search_systems
from macsylib.utils import get_def_to_detect
amino = "ACDEFGHIKLMNPQRSTVWY"
protein = lambda length=150: "M" + "".join(random.choices(amino, k=length - 1))
changed = lambda text: "".join(random.choice(amino) if random.random() < 0.1 else letter for letter in text)
for name in ("definitions", "profiles"): os.makedirs(f"{d}/models/Snow/{name}")
genes = {name: protein() for name in ("sixA", "sixB", "sixC", "sixD")}
for name, text in genes.items():
    with open(f"{d}/{name}.sto", "w") as file:
        file.write("# STOCKHOLM 1.0\n\n" + "".join(f"s{number} {changed(text)}\n" for number in range(8)) + "//\n")
    subprocess.run(["hmmbuild", "-n", name, f"{d}/models/Snow/profiles/{name}.hmm", f"{d}/{name}.sto"], check=True, capture_output=True)
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
macsylib.init_logger(out=False)
config = Config(MacsyDefaults(), argparse.Namespace(models=["Snow", "Flake"], models_dir=d + "/models", sequence_db=d + "/genome.fasta", db_type="ordered_replicon", out_dir=d + "/out", worker=2))
os.makedirs(config.working_dir(), exist_ok=True)
registry = ModelRegistry()
for location in scan_models_dir(d + "/models"): registry.add(location)
wanted, family, _ = get_def_to_detect(config.models(), registry)
systems, rejected = search_systems(config, registry, wanted, logging.getLogger("macsylib"))
found = [sorted((hit.id, hit.gene.name, hit.position) for hit in system.hits) for system in systems]
assert found == [[("p010", "sixA", 11), ("p011", "sixB", 12), ("p013", "sixC", 14)]] and systems[0].model.fqn == "Snow/Flake", found
assert all(hit.i_eval < 1e-10 and hit.profile_coverage > 0.9 for hit in systems[0].hits) and systems[0].score == 2.5, systems[0].score
