"""scriv: collects the fragments of a changelog, which git tracks, and makes GitHub's releases of it; pandoc makes Markdown of reST.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); repo = d + "/r"; os.makedirs(repo + "/changelog.d")
open(d + "/.gitconfig", "w").write("[user]\nname = Ada\nemail = ada@example.org\n[init]\ndefaultBranch = main\n[scriv]\nuser-nick = ada_l\n")
env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8"}
def run(*words, **more):
    r = subprocess.run(words, cwd=repo, env={**env, **more}, capture_output=True, text=True, timeout=100)
    assert r.returncode == 0, r
    return r.stdout + r.stderr
scriv = os.path.join(sys.prefix, "bin", "scriv")
run("git", "init", "-q", "."); run("git", "commit", "-q", "--allow-empty", "-m", "start"); run("git", "checkout", "-q", "-b", "six/sides")
open(repo + "/setup.cfg", "w").write("[scriv]\nversion = 2.0\n")
run(scriv, "create", "--add")
name, = os.listdir(repo + "/changelog.d")
assert name.endswith("_ada_l_sides.rst") and "changelog.d/" + name in run("git", "ls-files"), name
open(f"{repo}/changelog.d/{name}", "w").write("Added\n-----\n\n- Flakes with ``six`` sides, see `the ice <https://example.org/ice>`_.\n\nFixed\n-----\n\n- **Melting**.\n")
run("git", "commit", "-q", "-a", "-m", "one")
run(scriv, "collect", "--add")
assert name not in run("git", "ls-files")
assert "changelog-2.0" in open(repo + "/CHANGELOG.rst").read() and "Flakes with" in open(repo + "/CHANGELOG.rst").read()
assert "CHANGELOG.rst" in run("git", "ls-files")
run("git", "commit", "-q", "-m", "two"); run("git", "tag", "2.0")
# GitHub, as far as it is asked
open(d + "/sitecustomize.py", "w").write("import requests\ndef get(url, **more):\n    r = requests.Response(); r.status_code, r._content, r.url = 200, b'[]', url\n    return r\nrequests.get = get\n")
said = run(scriv, "github-release", "--dry-run", "--repo", "ada/snow", "-v", "DEBUG", PYTHONPATH=d)
assert "Would create release 2.0" in said, said
assert "Flakes with `six` sides, see [the ice](https://example.org/ice)." in said and "**Melting**" in said, said
