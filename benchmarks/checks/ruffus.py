"""ruffus: pipelines of Python functions, drawn by Graphviz's dot.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, re, sys, tempfile
d = tempfile.mkdtemp(); os.chdir(d)
import ruffus
@ruffus.originate(["one.txt", "two.txt"])
def begin(output):
    open(output, "w").write(output + "\n")
@ruffus.transform(begin, ruffus.suffix(".txt"), ".upper")
def shout(source, output):
    open(output, "w").write(open(source).read().upper())
@ruffus.merge(shout, "all.sum")
def together(sources, output):
    open(output, "w").write("".join(sorted(open(source).read() for source in sources)))
def size(name): return os.path.getsize(name) > 500
for kind, start in (("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")):
    ruffus.pipeline_printout_graph("flow." + kind, kind, [together])
    assert os.path.exists("flow." + kind) and open("flow." + kind, "rb").read(9).startswith(start) and size("flow." + kind), kind
drawn = open("flow.svg", encoding="utf-8").read()
assert all(name in drawn for name in ("begin", "shout", "together")) and "<polygon" in drawn, drawn[:2000]
ruffus.pipeline_run([together], multiprocess=2, verbose=0)
assert open("all.sum").read() == "ONE.TXT\nTWO.TXT\n"
stamp = os.stat("all.sum").st_mtime_ns
ruffus.pipeline_run([together], verbose=0)
assert os.stat("all.sum").st_mtime_ns == stamp   # nothing to do
