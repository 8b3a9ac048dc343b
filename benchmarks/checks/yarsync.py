"""yarsync: keeps copies of a folder with their history, by rsync and hard links.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); env = {**os.environ, "HOME": d, "XDG_CONFIG_HOME": d + "/.config", "LC_ALL": "C.UTF-8"}
def go(*words, cwd):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "yarsync"), *words], cwd=cwd, env=env, capture_output=True, text=True, timeout=60)
    assert r.returncode == 0, (words, r)
    return r.stdout + r.stderr
here, there = d + "/snow", d + "/else/snow"
os.makedirs(here + "/photos"); os.mkdir(d + "/else")
for i in range(20): open(f"{here}/photos/flake{i}", "wb").write(os.urandom(3000))
go("init", "here", cwd=here)
assert "No commits" in go("status", cwd=here)
go("commit", "-m", "first fall", cwd=here)
commits = lambda where: sorted(int(name) for name in os.listdir(where + "/.ys/commits") if name.isdigit())
first, = commits(here)
assert os.stat(f"{here}/.ys/commits/{first}/photos/flake3").st_ino == os.stat(here + "/photos/flake3").st_ino   # a hard link
assert "first fall" in go("log", cwd=here)
go("clone", "there", d + "/else", cwd=here)
assert commits(there) == [first] and open(there + "/photos/flake7", "rb").read() == open(here + "/photos/flake7", "rb").read()
import time; time.sleep(1.1)   # a commit's name is its second
open(here + "/photos/icicle", "w").write("cold"); os.remove(here + "/photos/flake0"); os.rename(here + "/photos/flake1", here + "/photos/first")
said = go("status", cwd=here); assert "photos/icicle" in said and "flake0" in said, said
go("commit", "-m", "second fall", cwd=here)
assert len(commits(here)) == 2
assert "icicle" in go("diff", str(commits(here)[0]), str(commits(here)[1]), cwd=here)
go("push", "there", cwd=here)
assert commits(there) == commits(here) and open(there + "/photos/icicle").read() == "cold" and not os.path.exists(there + "/photos/flake0"), os.listdir(there + "/photos")
go("checkout", str(first), cwd=there)
assert os.path.exists(there + "/photos/flake0") and not os.path.exists(there + "/photos/icicle"), os.listdir(there + "/photos")
