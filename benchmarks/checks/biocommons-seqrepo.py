"""SeqRepo: a store of biological sequences, in files compressed by bgzip.

round: 7
native: yes
apt: tabix rsync
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import subprocess, tempfile
from biocommons.seqrepo import SeqRepo
d = tempfile.mkdtemp()
repo = SeqRepo(d + "/repo", writeable=True)
seqs = {"NM_1.1": "ACGT" * 300 + "SNOW".replace("S", "G").replace("O", "A").replace("W", "C"), "NM_2.1": "GATTACA" * 50, "NP_3.2": "MKVLA"}
for name, seq in seqs.items():
    repo.store(seq, [{"namespace": "NCBI", "alias": name}])
repo.store(seqs["NM_2.1"], [{"namespace": "mine", "alias": "again"}])   # the same sequence under another name
repo.commit()
import glob
files = glob.glob(d + "/repo/**/*.bgz", recursive=True)
assert files and open(files[0], "rb").read(4) == b"\x1f\x8b\x08\x04", files   # blocks of bgzip
repo = SeqRepo(d + "/repo")
assert str(repo["NM_1.1"]) == seqs["NM_1.1"] and len(repo["NM_2.1"]) == 350 and repo["NP_3.2"][1:4] == "KVL"
assert repo.fetch("again", 7, 14) == "GATTACA" and "NM_9.9" not in repo
assert "NCBI:NM_2.1" in repo["again"].aliases or "refseq:NM_2.1" in repo["again"].aliases, repo["again"].aliases
open(d + "/f.fa", "w").write(">X1 a chromosome\nACGTACGTTTTT\nGGG\n>X2\nCCCCATG\n")
def go(*words):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "seqrepo"), "--root-directory", d, *words], capture_output=True, text=True, timeout=60)
    assert r.returncode == 0, r
    return r.stdout
go("init", "-i", "second")
go("load", "-i", "second", "-n", "me", d + "/f.fa")
out = go("export", "-i", "second")
assert "ACGTACGTTTTTGGG" in out and "CCCCATG" in out and "X1" in out, out
