"""tldr.py: shows short manuals from a clone of tldr-pages, and brings it up to date with git (here from a repository beside it).

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); pages = d + "/up/pages/linux"; os.makedirs(pages)
tldr = os.path.join(sys.prefix, "bin", "tldr")
open(d + "/.gitconfig", "w").write(f'[user]\nname = Ada\nemail = ada@example.org\n[init]\ndefaultBranch = main\n[url "{d}/up/"]\ninsteadOf = https://github.com/tldr-pages/tldr/\n')
env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8"}; env.pop("TLDR_CONFIG_DIR", None)
def run(*words, cwd=d, **more):
    r = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, timeout=60, **more)
    assert r.returncode == 0, r
    return r.stdout
def page(name, text):
    open(f"{pages}/{name}.md", "w").write(f"# {name}\n\n> {text}\n\n- Count them:\n\n`{name} --all {{{{file}}}}`\n")
    run("git", "add", ".", cwd=d + "/up"); run("git", "commit", "-q", "-m", name, cwd=d + "/up")
run("git", "init", "-q", d + "/up"); page("flake", "Counts flakes.")
run("git", "clone", "-q", d + "/up", d + "/tldr")
run(tldr, "init", input=d + "/tldr\nlinux\n")
run(tldr, "reindex")
assert "Counts flakes." in run(tldr, "find", "flake") and run(tldr, "list").split() == ["flake"]
assert "No need" in run(tldr, "update")
page("sleet", "Melts.")
assert "Update to the latest" in run(tldr, "update")
assert run(tldr, "list").split() == ["flake", "sleet"] and run(tldr, "locate", "sleet").strip() == d + "/tldr/pages/linux/sleet.md"
assert "Melts." in run(tldr, "find", "sleet")
