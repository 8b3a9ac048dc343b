"""git-review: sends changes to Gerrit with git (here: to a bare repository, with --dry-run, and its hook).

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}
def go(*words, cwd, code=0):
    start = "import subprocess, sys; r = subprocess.run(sys.argv[1:]); sys.exit(r.returncode)"
    r = subprocess.run([sys.executable, "-c", start, *words], cwd=cwd, env=env, capture_output=True, text=True, timeout=100)
    assert r.returncode == code, r
    return r.stdout + r.stderr
os.mkdir(d + "/r")
go("git", "init", "-q", "--bare", "-b", "master", d + "/g.git", cwd=d)
go("git", "init", "-q", "-b", "master", ".", cwd=d + "/r")
open(d + "/r/.gitreview", "w").write("[gerrit]\nhost=localhost\nport=29418\nproject=snow.git\ndefaultbranch=master\ndefaultremote=gerrit\n")
os.makedirs(d + "/r/.git/hooks", exist_ok=True)
open(d + "/r/.git/hooks/commit-msg", "w").write("#!/bin/sh\necho 'Change-Id: I0123456789012345678901234567890123456789' >> \"$1\"\n"); os.chmod(d + "/r/.git/hooks/commit-msg", 0o755)
go("git", "remote", "add", "gerrit", d + "/g.git", cwd=d + "/r")
go("git", "add", ".gitreview", cwd=d + "/r"); go("git", "commit", "-q", "-m", "first", cwd=d + "/r")
go("git", "push", "-q", "gerrit", "master", cwd=d + "/r")
go("git", "checkout", "-q", "-b", "flake", cwd=d + "/r")
open(d + "/r/f", "w").write("x\n"); go("git", "add", "f", cwd=d + "/r"); go("git", "commit", "-q", "-m", "snow", cwd=d + "/r")
r = subprocess.run([os.path.join(sys.prefix, "bin", "git-review"), "-v", "--dry-run", "-y", "-R"], cwd=d + "/r", env=env, capture_output=True, text=True, timeout=100)
assert r.returncode == 0 and "HEAD:refs/for/master" in r.stdout + r.stderr, r
r = subprocess.run([os.path.join(sys.prefix, "bin", "git-review"), "-v", "-y", "-R", "-t", "ice"], cwd=d + "/r", env=env, capture_output=True, text=True, timeout=100)
assert r.returncode == 0 and "ice" in go("git", "for-each-ref", cwd=d + "/g.git"), r
