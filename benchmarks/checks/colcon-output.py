"""colcon-output: how colcon shows and keeps what its builds say: on the console, in logs, and as a summary.

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); env = {**os.environ, "HOME": d, "COLCON_HOME": d + "/.colcon", "LC_ALL": "C.UTF-8"}
for name in ("flake", "snow"):
    os.makedirs(f"{d}/src/{name}/{name}_lib"); open(f"{d}/src/{name}/{name}_lib/__init__.py", "w").write("sides = 6\n")
    open(f"{d}/src/{name}/setup.cfg", "w").write(f"[metadata]\nname = {name}\nversion = 1.2\n[options]\npackages = {name}_lib\n" + ("install_requires = flake\n" if name == "snow" else ""))
    open(f"{d}/src/{name}/setup.py", "w").write("import sys\nfrom setuptools import setup\nprint('cold says')\nprint('cold warns', file=sys.stderr)\nsetup()\n")
def go(*words, code=0):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "colcon"), *words], cwd=d, env=env, capture_output=True, text=True, timeout=100)
    assert r.returncode == code, r
    return r
r = go("build", "--paths", "src/*", "--event-handlers", "console_cohesion+", "console_package_list+", "console_stderr+", "summary+", "event_log+", "log+")
assert "--- output: flake" in r.stdout and "cold says" in r.stdout and "Summary: 2 packages finished" in r.stdout, r
assert "--- stderr: snow" in r.stderr and "cold warns" in r.stderr and "2 packages had stderr output: flake snow" in r.stdout, r
assert "Topological order" in r.stdout and r.stdout.index("- flake") < r.stdout.index("- snow"), r
log = d + "/log/latest_build"
events = open(log + "/events.log").read(); assert "(flake) JobEnded: {'identifier': 'flake', 'rc': 0}" in events and "cold says" in events, events[-3000:]
for name in ("command.log", "stdout.log", "stderr.log", "stdout_stderr.log", "streams.log"): assert os.path.exists(f"{log}/snow/{name}"), os.listdir(log + "/snow")
assert "cold says" in open(log + "/snow/stdout.log").read() and "cold warns" in open(log + "/snow/stderr.log").read() and "cold warns" not in open(log + "/snow/stdout.log").read()
assert "setup.py" in open(log + "/snow/command.log").read()
r = go("build", "--paths", "src/*", "--event-handlers", "console_stderr-", "summary-"); assert "cold" not in r.stderr and "Summary" not in r.stdout, r
open(d + "/src/snow/setup.py", "w").write("import sys\nfrom setuptools import setup\nif 'install' in sys.argv: raise SystemExit('melted')\nsetup()\n")
r = subprocess.run([os.path.join(sys.prefix, "bin", "colcon"), "build", "--paths", "src/*"], cwd=d, env=env, capture_output=True, text=True, timeout=100)
assert r.returncode and "1 package failed: snow" in r.stdout + r.stderr and "melted" in r.stderr, r
