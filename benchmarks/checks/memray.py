"""memray: a memory profiler that also sees native code (libunwind).

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
import memray
d = tempfile.mkdtemp()
def hungry():
    return [bytearray(1 << 20) for _ in range(20)]
with memray.Tracker(d + "/t.bin", native_traces=True):
    kept = hungry()
del kept
reader = memray.FileReader(d + "/t.bin")
records = list(reader.get_high_watermark_allocation_records(merge_threads=True))
mine = [r for r in records if any(frame[0] == "hungry" for frame in r.stack_trace())]
assert sum(r.size for r in mine) >= 20 << 20, records[:5]
native = [frame[0] for r in mine for frame in r.native_stack_trace()]
assert native and any("PyByteArray" in n or "bytearray" in n or "malloc" in n or "Py" in n for n in native), native[:20]
open(d + "/p.py", "w").write("x = [bytearray(1 << 20) for _ in range(5)]\nprint(len(x))\n")
run = lambda *args: subprocess.run([sys.executable, "-m", "memray", *args], capture_output=True, text=True, cwd=d, timeout=300)
r = run("run", "-o", "p.bin", "p.py")
assert r.returncode == 0 and "5" in r.stdout, r
assert "Total allocations" in run("stats", "p.bin").stdout
r = run("flamegraph", "-o", "p.html", "p.bin")
assert r.returncode == 0 and "p.py" in open(d + "/p.html").read(), r
