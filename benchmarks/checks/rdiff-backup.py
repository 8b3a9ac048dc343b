"""rdiff-backup: backups as mirrors with reverse differences (librsync).

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import glob, os, random, subprocess, sys, tempfile, time
d = tempfile.mkdtemp()
os.mkdir(d + "/src")
random.seed(3)
first = random.randbytes(200_000)
def run(*args):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "rdiff-backup"), *args], capture_output=True, text=True, cwd=d)
    assert r.returncode == 0, r
open(d + "/src/f", "wb").write(first)
run("backup", "src", "dst")
time.sleep(2)
second = first[:100_000] + b"in the middle" + first[100_000:]
open(d + "/src/f", "wb").write(second)
run("backup", "src", "dst")
deltas = glob.glob(d + "/dst/rdiff-backup-data/increments/f.*.diff*")
assert len(deltas) == 1 and os.path.getsize(deltas[0]) < 20_000, os.listdir(d + "/dst/rdiff-backup-data/increments")
run("restore", "--at", "1B", "dst", "old")
assert open(d + "/old/f", "rb").read() == first and open(d + "/dst/f", "rb").read() == second
run("verify", "dst")
