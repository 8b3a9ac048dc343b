"""git-big-picture: draws a repository's branches, tags, merges and roots, with git and Graphviz.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}
def go(*words):
    r = subprocess.run(words, cwd=d, env=env, capture_output=True, text=True, timeout=60)
    assert r.returncode == 0, r
    return r.stdout
go("git", "init", "-q", "-b", "snow", ".")
for i in range(3): go("git", "commit", "-q", "--allow-empty", "-m", f"first {i}")
go("git", "tag", "v1"); go("git", "checkout", "-q", "-b", "ice")
for i in range(3): go("git", "commit", "-q", "--allow-empty", "-m", f"ice {i}")
go("git", "checkout", "-q", "snow"); go("git", "commit", "-q", "--allow-empty", "-m", "more"); go("git", "merge", "-q", "--no-ff", "-m", "together", "ice")
tool = os.path.join(sys.prefix, "bin", "git-big-picture")
dot = go(tool, "-g", ".")
assert dot.startswith("digraph") and '"snow"' in dot.replace("label=snow", '"snow"') and "ice" in dot and "v1" in dot, dot
short = [go("git", "rev-parse", r).strip() for r in ("HEAD", "ice", "v1", "HEAD~1", "ice~1")]
assert all(h in dot for h in short[:3]) and short[4] not in dot, (short, dot)   # what is nothing special is left out
full = go(tool, "-g", "-a", ".") if "--all" in go(tool, "--help") else dot
assert short[4] in full, full
for kind, magic in (("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")):
    go(tool, "-f", kind, "-o", d + "/out." + kind, ".")
    assert open(d + "/out." + kind, "rb").read(len(magic)) == magic, kind
svg = open(d + "/out.svg", encoding="utf-8").read()
assert ">snow<" in svg and ">ice<" in svg and ">v1<" in svg and svg.count('class="edge"') >= 3, svg[:3000]
small = go(tool, "-g", "--simplify", ".")
assert "ice" in small and "->" in small, small
