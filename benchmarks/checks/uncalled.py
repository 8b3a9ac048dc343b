"""uncalled: finds functions that nobody calls. (On PyPI another thing than Debian's uncalled, the nanopore mapper: no native part.)

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
f = os.path.join(d, "a.py")
open(f, "w").write("def used():\n    return 1\n\ndef lonely_one():\n    return 2\n\nprint(used())\n")
for how in ("regex", "ast", "both"):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "uncalled"), "--how", how, f], capture_output=True, text=True)
    assert r.returncode == 0, r
    assert "Unused function lonely_one" in r.stdout, r
    assert "Unused function used" not in r.stdout, r
