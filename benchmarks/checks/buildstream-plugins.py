"""buildstream-plugins: sources and elements for BuildStream; here a repository of git is followed and patched.

round: 9
native: yes
extra: buildstream
apt: bubblewrap git patch
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import hashlib, subprocess, tempfile
d = tempfile.mkdtemp(); os.mkdir(d + "/home")
env = os.environ | {"HOME": d + "/home", "XDG_CACHE_HOME": d + "/cache", "XDG_CONFIG_HOME": d + "/config", "XDG_DATA_HOME": d + "/data", "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "Ada"), ("EMAIL", "ada@example.invalid"), ("DATE", "2024-01-02T03:04:05Z"))}}
def write(name, text):
    os.makedirs(os.path.dirname(f"{d}/{name}"), exist_ok=True)
    with open(f"{d}/{name}", "w") as file: file.write(text)
def run(*words, cwd=d + "/project", code=0):
    done = subprocess.run(words, cwd=cwd, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=200); assert (done.returncode == 0) == (code == 0), (words, done.stdout[-3000:], done.stderr[-3000:]); return done.stdout + done.stderr
def git(*words): return run("git", *words, cwd=d + "/repository").strip()   # the program that the plugin uses
def bst(*words, code=0): return run(sys.executable, "-m", "buildstream", "--no-interactive", "--no-colors", *words, code=code)
write("repository/snow.txt", "one\ntwo\nthree\n"); write("repository/deep/ice.txt", "cold\n")
git("init", "-q", "-b", "main"); git("add", "."); git("commit", "-q", "-m", "Snow"); git("tag", "-a", "-m", "First", "v1.0"); first = git("rev-parse", "HEAD")
write("project/project.conf", "name: winter\nmin-version: 2.0\nelement-path: elements\n" f"aliases:\n  here: file://{d}/\nplugins:\n- origin: pip\n  package-name: buildstream-plugins\n  sources: [git, patch]\n  elements: [make, autotools, cmake, meson, pip, setuptools]\n")
write("project/files/melt.diff", "--- a/snow.txt\n+++ b/snow.txt\n@@ -1,3 +1,3 @@\n one\n-two\n+melted\n three\n")
write("project/files/wrong.diff", "--- a/snow.txt\n+++ b/snow.txt\n@@ -1,3 +1,3 @@\n uno\n-dos\n+tres\n cuatro\n")
sources = "kind: import\nsources:\n- kind: git\n  url: here:repository\n  track: main\n"
write("project/elements/snow.bst", sources + "- kind: patch\n  path: files/melt.diff\n"); write("project/elements/wrong.bst", sources + "- kind: patch\n  path: files/wrong.diff\n")
for kind in ("make", "autotools", "cmake", "meson"): write(f"project/elements/{kind}.bst", f"kind: {kind}\n" + sources.partition("\n")[2])
bst("source", "track", "snow.bst", "wrong.bst"); assert first in open(d + "/project/elements/snow.bst").read(), open(d + "/project/elements/snow.bst").read()
bst("source", "fetch", "snow.bst"); bst("source", "checkout", "--directory", d + "/out", "snow.bst")
def found(place):
    names = [os.path.join(at, name) for at, _, names in os.walk(d + place) for name in names]; return {os.path.basename(name): open(name).read() for name in names if name.endswith(".txt")}
assert found("/out") == {"snow.txt": "one\nmelted\nthree\n", "ice.txt": "cold\n"}, found("/out")
write("repository/ice.txt2", "-"); write("repository/deep/ice.txt", "colder\n"); git("add", "."); git("commit", "-q", "-m", "Ice"); second = git("rev-parse", "HEAD")
bst("source", "track", "snow.bst"); text = open(d + "/project/elements/snow.bst").read(); assert second in text and first not in text
bst("source", "checkout", "--directory", d + "/later", "snow.bst"); assert found("/later") == {"snow.txt": "one\nmelted\nthree\n", "ice.txt": "colder\n"}
said = bst("source", "checkout", "--directory", d + "/none", "wrong.bst", code=1); assert "Failed to apply patch" in said and "wrong.diff" in said, said
said = bst("show", "--deps", "none", "--format", "%{name} %{vars}", "cmake.bst"); assert "cmake.bst" in said and "-DCMAKE_INSTALL_PREFIX" in said, said
said = bst("show", "--deps", "none", "--format", "%{name} %{config}", "autotools.bst", "make.bst"); assert "%{make}" in said or "make" in said and "configure" in said, said
