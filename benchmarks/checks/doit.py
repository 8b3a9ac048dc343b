"""doit: tasks and what they depend on; its strace command says what a task read and wrote.

round: 4
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d
open(d + "/snow.txt", "w").write("six sides\n")
open(d + "/make.py", "w").write("open('flake.out', 'w').write(open('snow.txt').read().upper())\n")
open(d + "/dodo.py", "w").write(f"""
def task_flake():
    return {{'actions': ['{sys.executable} make.py'], 'file_dep': ['snow.txt', 'make.py'], 'targets': ['flake.out']}}
def task_count():
    def count(): print('long:', len(open('flake.out').read()))
    return {{'actions': [count], 'file_dep': ['flake.out'], 'verbosity': 2}}
""")
def doit(*words):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "doit"), *words], cwd=d, capture_output=True, text=True, timeout=100)
    assert r.returncode == 0, r
    return r.stdout
said = doit()
assert ".  flake" in said and ".  count" in said and "long: 10" in said and open(d + "/flake.out").read() == "SIX SIDES\n", said
assert "-- flake" in doit()   # nothing changed
open(d + "/snow.txt", "w").write("cold\n")
assert ".  flake" in doit() and "count" in doit("list")
said = doit("strace", "flake")
assert f"R {d}/snow.txt" in said and f"W {d}/flake.out" in said and f"R {d}/make.py" in said, said
