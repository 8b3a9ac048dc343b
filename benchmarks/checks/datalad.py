"""DataLad: keeps data in datasets of git and git-annex: saved, cloned, got, dropped, and made again.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, subprocess, sys, tempfile, zipfile
d = os.path.realpath(tempfile.mkdtemp())
open(d + "/.gitconfig", "w").write("[user]\n name = Snow\n email = snow@example.org\n[init]\n defaultBranch = main\n")
env = {**os.environ, "HOME": d, "XDG_CONFIG_HOME": d + "/.config", "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.path.join(sys.prefix, "bin") + os.pathsep + os.environ["PATH"], "DATALAD_UI_PROGRESSBAR": "none"}
def go(*words, cwd=d, code=0):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "datalad"), *words], cwd=cwd, env=env, capture_output=True, text=True, timeout=100, stdin=subprocess.DEVNULL)
    assert r.returncode == code, r
    return r.stdout
go("create", "-c", "text2git", "one")
one, two = d + "/one", d + "/two"
big = os.urandom(400000)
os.mkdir(one + "/raw"); open(one + "/raw/flake.bin", "wb").write(big); open(one + "/readme.txt", "w").write("snow\n")
assert "untracked: raw" in go("status", cwd=one)
go("save", "-m", "first", cwd=one)
assert "nothing to save" in go("status", cwd=one) and os.path.islink(one + "/raw/flake.bin") and not os.path.islink(one + "/readme.txt")
go("run", "-m", "count", "--input", "raw/flake.bin", "--output", "size.txt", "wc -c < raw/flake.bin | tr -d ' ' > size.txt", cwd=one)
assert open(one + "/size.txt").read() == "400000\n"
go("clone", one, "two")
assert os.path.islink(two + "/raw/flake.bin") and not os.path.exists(two + "/raw/flake.bin")
said = [json.loads(line) for line in go("-f", "json", "get", "raw", cwd=two).splitlines()]
assert any(s["status"] == "ok" and s["path"].endswith("flake.bin") for s in said), said
assert open(two + "/raw/flake.bin", "rb").read() == big
go("drop", "raw/flake.bin", cwd=two); assert not os.path.exists(two + "/raw/flake.bin")
go("drop", "raw/flake.bin", cwd=one, code=1)   # the only one that is left
assert open(one + "/raw/flake.bin", "rb").read() == big
go("unlock", "size.txt", cwd=one) if os.path.islink(one + "/size.txt") else None
os.unlink(one + "/size.txt"); go("save", "-m", "lost", cwd=one)
log = subprocess.run(["git", "log", "--format=%H %s"], cwd=one, env=env, capture_output=True, text=True).stdout
run = [line.split()[0] for line in log.splitlines() if "[DATALAD RUNCMD] count" in line][0]
go("rerun", run, cwd=one); assert open(one + "/size.txt").read() == "400000\n"
go("create", "-d", one, one + "/sub"); open(one + "/sub/c", "w").write("in the sub\n"); go("save", "-r", "-m", "sub", "-d", one, cwd=one)
assert [os.path.basename(line.split("(dataset)")[0].strip()) for line in go("subdatasets", cwd=one).splitlines() if "(dataset)" in line]
go("update", "--how", "merge", cwd=two); go("get", "-n", "sub", cwd=two); assert os.path.exists(two + "/sub/.datalad")
with zipfile.ZipFile(one + "/pack.zip", "w") as z: z.writestr("pack/x.txt", "x" * 100); z.writestr("pack/y.bin", bytes(2000))
go("save", "-m", "pack", cwd=one); go("add-archive-content", "pack.zip", cwd=one)
assert os.path.getsize(one + "/pack/y.bin") == 2000 and open(one + "/pack/x.txt").read() == "x" * 100
