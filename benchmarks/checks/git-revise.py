"""git-revise: amends and reorders commits without touching the files, by git.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.mkdir(d + "/r")
env = {**os.environ, "HOME": d, "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_NOSYSTEM": "1"}
def go(*words, **more):
    r = subprocess.run(words, cwd=d + "/r", env={**env, **more}, capture_output=True, text=True, timeout=100)
    assert r.returncode == 0, r
    return r.stdout
git = lambda *words: go("git", *words)
revise = lambda *words, **more: go(os.path.join(sys.prefix, "bin", "git-revise"), *words, **more)
git("init", "-q", "-b", "main", ".")
for name in ("snow", "ice", "hail"):
    open(f"{d}/r/{name}", "w").write(name + "\n"); git("add", name); git("commit", "-q", "-m", "add " + name)
open(d + "/r/ice", "w").write("black ice\n"); git("add", "ice")
revise("HEAD^")   # into the middle one
assert git("log", "--format=%s").split("\n")[:3] == ["add hail", "add ice", "add snow"] and git("show", "HEAD^:ice") == "black ice\n"
assert git("status", "--porcelain") == ""
revise("-m", "add much hail", "HEAD")
assert git("log", "-1", "--format=%s") == "add much hail\n"
open(d + "/editor", "w").write(f"#!{sys.executable}\nimport sys\nlines = [line for line in open(sys.argv[1]) if line.startswith('pick')]\nopen(sys.argv[1], 'w').writelines(reversed(lines))\n"); os.chmod(d + "/editor", 0o755)
revise("-i", "HEAD~2", GIT_EDITOR=d + "/editor", GIT_SEQUENCE_EDITOR=d + "/editor")
assert git("log", "--format=%s") == "add ice\nadd much hail\nadd snow\n", git("log", "--format=%s")
open(d + "/r/snow", "w").write("deep\n"); git("commit", "-q", "-a", "-m", "fixup! add snow")
revise("-i", "--root", "--autosquash", GIT_EDITOR="true", GIT_SEQUENCE_EDITOR="true")
assert git("log", "--format=%s") == "add ice\nadd much hail\nadd snow\n" and git("show", "HEAD~2:snow") == "deep\n"
