"""Gramps: keeps family trees; here it imports one, draws its graph with graphviz, and opens its windows (GTK 3).

round: 2
native: yes
extra: gramps[gui]
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, signal, subprocess, sys, tempfile, time
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "GRAMPSHOME": d, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
open(d + "/t.ged", "w").write("0 HEAD\n1 SOUR x\n1 GEDC\n2 VERS 5.5\n2 FORM LINEAGE-LINKED\n1 CHAR UTF-8\n0 @I1@ INDI\n1 NAME Ada /Snow/\n1 SEX F\n1 FAMS @F1@\n"
    "0 @I2@ INDI\n1 NAME Bob /Snow/\n1 SEX M\n1 FAMS @F1@\n0 @I3@ INDI\n1 NAME Cy /Snow/\n1 SEX M\n1 FAMC @F1@\n0 @F1@ FAM\n1 HUSB @I2@\n1 WIFE @I1@\n1 CHIL @I3@\n0 TRLR\n")
gramps = [sys.executable, "-m", "gramps"] if not os.path.exists(os.path.join(sys.prefix, "bin", "gramps")) else [os.path.join(sys.prefix, "bin", "gramps")]
r = subprocess.run([*gramps, "-i", d + "/t.ged", "-e", d + "/t.gramps", "-q", "-y"], cwd=d, env=env, capture_output=True, text=True, timeout=120)
assert r.returncode == 0 and os.path.exists(d + "/t.gramps"), r
import gzip
data = open(d + "/t.gramps", "rb").read()
assert b"Ada" in (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
r = subprocess.run([*gramps, "-q", "-y", "-i", d + "/t.ged", "-a", "report", "-p", "name=rel_graph,pid=I0003,off=svg,of=" + d + "/t.svg"], cwd=d, env=env, capture_output=True, text=True, timeout=120)
svg = open(d + "/t.svg", encoding="utf-8").read() if os.path.exists(d + "/t.svg") else ""
assert "<svg" in svg and svg.count("<use") > 10, (r, os.listdir(d))
p = subprocess.Popen(gramps, cwd=d, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
time.sleep(20)
alive = p.poll() is None   # its window is open
if alive: os.killpg(p.pid, signal.SIGKILL)
said = p.communicate()[0]
assert alive and "Traceback" not in said, said
