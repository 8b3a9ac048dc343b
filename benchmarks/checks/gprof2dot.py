"""gprof2dot: draws the calls that a profiler saw, with Graphviz.

round: 7
native: yes
apt: graphviz
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import cProfile, os, pstats, subprocess, sys, tempfile
d = tempfile.mkdtemp()
def inner(n): return sum(i * i for i in range(n))
def outer_work(): return [inner(2000) for _ in range(300)]
profile = cProfile.Profile(); profile.runcall(outer_work); pstats.Stats(profile).dump_stats(d + "/p.pstats")
r = subprocess.run([os.path.join(sys.prefix, "bin", "gprof2dot"), "-f", "pstats", "-n", "0", "-e", "0", "-o", d + "/p.dot", d + "/p.pstats"], capture_output=True, text=True, timeout=60)
assert r.returncode == 0, r
dot = open(d + "/p.dot", encoding="utf-8").read()
assert dot.startswith("digraph") and "outer_work" in dot and "inner" in dot and "->" in dot, dot
for kind, start in (("png", b"\x89PNG\r\n\x1a\n"), ("svg", b"<?xml")):
    r = subprocess.run(["dot", "-T" + kind, "-o", f"{d}/p.{kind}", d + "/p.dot"], capture_output=True, text=True, timeout=60)   # as its description does
    assert r.returncode == 0 and open(f"{d}/p.{kind}", "rb").read(8).startswith(start), r
svg = open(d + "/p.svg", encoding="utf-8").read()
assert svg.count('class="edge"') >= 2 and "outer_work" in svg and "300" in svg, svg[:3000]
