"""cppman: the pages of a C++ reference as manual pages, formatted by groff (here one that was fetched before).

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import gzip, os, re, subprocess, sys, tempfile
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "XDG_CACHE_HOME": d + "/cache", "XDG_CONFIG_HOME": d + "/config", "LC_ALL": "C.UTF-8"}
os.makedirs(d + "/cache/cppman/cppreference.com")
with gzip.open(d + "/cache/cppman/cppreference.com/std::vector.3.gz", "wt", encoding="utf-8") as f:
    f.write('.TH "std::vector" 3 "2024-01-01" "cppreference.com" "C++ Programmer\'s Manual"\n.SH "NAME"\nstd::vector \\- a sequence that grows like snow\n.SH "SYNOPSIS"\n.nf\n#include <vector>\n.fi\n.SH "DESCRIPTION"\n.TS\nallbox;\nl l.\nflake\tsix sides\n.TE\n')
r = subprocess.run([os.path.join(sys.prefix, "bin", "cppman"), "-f", "vector"], env=env, capture_output=True, text=True, timeout=60)
assert r.returncode == 0 and "std::vector" in r.stdout, r
r = subprocess.run([os.path.join(sys.prefix, "bin", "cppman"), "--force-columns", "70", "std::vector"], env=env, capture_output=True, text=True, timeout=60)
lines = [line.rstrip() for line in r.stdout.splitlines()]
assert "NAME" in lines and any(line.startswith("       std::vector") and "grows like snow" in line for line in lines), r
assert any("flake" in line and "six sides" in line and line.strip()[0] in "│|" for line in lines), r   # tbl drew the table
os.environ.update(env); from cppman.util import groff2man
assert re.search("S.*N.*O.*W", groff2man(b".TH x 3\n.SH SNOW\nIce\n").decode())   # bold: each letter twice, or with a code
