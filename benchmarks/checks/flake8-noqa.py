"""flake8-noqa: a plugin of flake8 that checks noqa comments.

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
open(d + "/snow.py", "w").write('''import os  # noqa: F401
import sys  # noqa
import re  # noqa:F401
a = 1  # noqa: E501
b = 2  # noqa : E501
l = 3  # noqa: E741,W291
''')
def go(*words, code=1):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "flake8"), "--isolated", *words, "snow.py"], cwd=d, capture_output=True, text=True, timeout=100)
    assert r.returncode == code, r
    return [(int(line.split(":")[1]), line.split(":", 3)[3].split()[0]) for line in r.stdout.splitlines()]
found = go()
assert (4, "NQA102") in found and (6, "NQA103") in found and any(line == 5 and code.startswith("NQA0") for line, code in found), found
assert not any(line in (1, 2, 3) for line, code in found), found
found = go("--noqa-require-code")
assert (2, "NQA104") in found, found
r = subprocess.run([os.path.join(sys.prefix, "bin", "flake8"), "--version"], capture_output=True, text=True, timeout=100)
assert "flake8-noqa" in r.stdout, r
