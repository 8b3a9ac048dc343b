"""kas: fetches the git repositories of an embedded-Linux build and lays it out.

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
import git
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "KAS_WORK_DIR": os.path.join(d, "work")}
repo = git.Repo.init(os.path.join(d, "layer"))
os.makedirs(os.path.join(d, "layer", "conf")); os.mkdir(env["KAS_WORK_DIR"])
open(os.path.join(d, "layer", "conf", "layer.conf"), "w").write('BBPATH .= ":${LAYERDIR}"\n')
who = git.Actor("A", "a@example.org")
repo.index.add(["conf/layer.conf"])
commit = repo.index.commit("first", author=who, committer=who)
open(os.path.join(d, "kas.yml"), "w").write("header:\n  version: 14\nmachine: qemux86-64\ndistro: poky\nrepos:\n  layer:\n    url: file://%s\n    commit: %s\n    path: here\n"
                                          % (os.path.join(d, "layer"), commit.hexsha))
kas = os.path.join(sys.prefix, "bin", "kas")
r = subprocess.run([kas, "checkout", "--skip", "setup_environ", "--skip", "write_bbconfig", os.path.join(d, "kas.yml")], env=env, capture_output=True, text=True)
assert r.returncode == 0, r
assert git.Repo(os.path.join(d, "work", "here")).head.commit.hexsha == commit.hexsha
assert os.path.exists(os.path.join(d, "work", "here", "conf", "layer.conf"))
