"""gita: runs git in many repositories at once.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "XDG_CONFIG_HOME": d + "/config", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}
gita = lambda *words: subprocess.run([os.path.join(sys.prefix, "bin", "gita"), *words], cwd=d, env=env, capture_output=True, text=True, timeout=100)
os.mkdir(d + "/one"); os.mkdir(d + "/two"); os.makedirs(d + "/config")
for name in ("one", "two"):
    r = subprocess.run([sys.executable, "-c", "import subprocess, sys; sys.exit(subprocess.run(['git', 'init', '-q', '-b', 'snow']).returncode)"], cwd=f"{d}/{name}", env=env, capture_output=True, text=True)
    assert r.returncode == 0, r
    open(f"{d}/{name}/f", "w").write("x\n")
r = gita("add", "one", "two"); assert r.returncode == 0, r
assert sorted(gita("ls").stdout.split()) == ["one", "two"]
r = gita("super", "add", "f"); assert r.returncode == 0, r
r = gita("super", "commit", "-q", "-m", "first-flake"); assert r.returncode == 0, r
r = gita("ll")
assert r.returncode == 0 and r.stdout.count("snow") == 2 and r.stdout.count("first-flake") == 2, r
