"""colcon-core: builds and tests workspaces of packages, in the order of their dependencies.

round: 6
native: no
extra: pytest
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
for name, needs, code in (("wind", "snow", "import snow\nspeed = snow.arms * 7\n"), ("snow", "", "arms = 6\n")):
    os.makedirs(f"{d}/src/{name}/{name}"); os.mkdir(f"{d}/src/{name}/test")
    open(f"{d}/src/{name}/setup.py", "w").write("from setuptools import setup\nsetup()\n")
    open(f"{d}/src/{name}/setup.cfg", "w").write(f"[metadata]\nname = {name}\nversion = 1.0\n[options]\npackages = {name}\ninstall_requires = {needs}\n[options.extras_require]\ntest = pytest\n[options.entry_points]\nconsole_scripts =\n  say-{name} = {name}:say\n")
    open(f"{d}/src/{name}/{name}/__init__.py", "w").write(code + f"def say(): print('it is {name}')\n")
    open(f"{d}/src/{name}/test/test_it.py", "w").write(f"import {name}\ndef test_it(): assert {name}.say() is None\n")
env = {**os.environ, "HOME": d, "COLCON_HOME": d + "/.colcon"}; env.pop("PYTHONPATH", None)
def colcon(*words, code=0):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "colcon"), *words], cwd=d, env=env, capture_output=True, text=True, timeout=200)
    assert r.returncode == code, r
    return r.stdout + r.stderr
out = colcon("build", "--paths", "src/snow", "src/wind")
assert out.index("Finished <<< snow") < out.index("Starting >>> wind") < out.index("Finished <<< wind"), out
r = subprocess.run(["sh", "-c", '. install/local_setup.sh; say-wind; "$0" -c "import snow, wind; print(wind.speed, snow.__file__)"', sys.executable], cwd=d, env={**env, "COLCON_CURRENT_PREFIX": d + "/install"}, capture_output=True, text=True, timeout=100)
said = r.stdout.splitlines()
assert r.returncode == 0 and said[0] == "it is wind" and said[1].startswith(f"42 {os.path.realpath(d)}/install/snow/") or said[1].startswith(f"42 {d}/install/snow/"), r
out = colcon("test", "--paths", "src/snow", "--return-code-on-test-failure")
assert "Finished <<< snow" in out, out
open(f"{d}/src/snow/setup.py", "a").write("raise SystemExit(3)\n")
out = subprocess.run([os.path.join(sys.prefix, "bin", "colcon"), "build", "--paths", "src/snow", "src/wind"], cwd=d, env=env, capture_output=True, text=True, timeout=200)
assert out.returncode != 0 and "Failed   <<< snow" in out.stdout + out.stderr, out
