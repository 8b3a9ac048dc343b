"""colcon-package-information: the verbs of colcon that list a workspace's packages and their order.

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = os.path.realpath(tempfile.mkdtemp())
def package(name, needs):
    os.makedirs(f"{d}/src/{name}/{name}")
    open(f"{d}/src/{name}/{name}/__init__.py", "w").write("")
    open(f"{d}/src/{name}/setup.py", "w").write("from setuptools import setup\nsetup()\n")
    open(f"{d}/src/{name}/setup.cfg", "w").write(f"[metadata]\nname = {name}\nversion = 1.2.3\n[options]\npackages = {name}\n" + ("install_requires =\n" + "".join(f"  {n}\n" for n in needs) if needs else ""))
package("avalanche", ["snow", "mountain"]); package("snow", ["water"]); package("water", []); package("mountain", [])
def colcon(*words, code=0):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "colcon"), *words, "--paths", "src/*"], cwd=d, env={**os.environ, "HOME": d, "COLCON_HOME": d + "/colcon"}, capture_output=True, text=True, timeout=100)
    assert r.returncode == code, r
    return r.stdout
assert colcon("list", "--names-only").split() == ["avalanche", "mountain", "snow", "water"]
assert f"avalanche\t{d}/src/avalanche\t(python)" in colcon("list"), colcon("list")
order = colcon("list", "--topological-order", "--names-only").split()
assert sorted(order) == ["avalanche", "mountain", "snow", "water"] and order.index("water") < order.index("snow") < order.index("avalanche") and order.index("mountain") < order.index("avalanche"), order
info = colcon("info", "snow")
assert f"path: {d}/src/snow" in info and "type: python" in info and "name: snow" in info and "water" in info and "1.2.3" in info, info
graph = colcon("graph")
assert len(graph.split("\n")) >= 4 and "avalanche" in graph and "*" in graph, graph
dot = colcon("graph", "--dot")
assert '"snow" -> "water"' in dot and '"water" -> ' not in dot, dot
