"""pgsanity: checks the syntax of SQL for PostgreSQL, with ecpg.

round: 7
native: yes
apt: libecpg-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
from pgsanity.pgsanity import check_string
d = tempfile.mkdtemp()
open(d + "/good.sql", "w").write("-- first\nselect a, count(*) from mytable where b = 'x' group by a;\ncreate table snow (id serial primary key, depth numeric(5,2) not null);\n")
open(d + "/bad.sql", "w").write("select 1;\nselect a from from mytable;\n")
run = lambda *names, text=None: subprocess.run([os.path.join(sys.prefix, "bin", "pgsanity"), *names], input=text, capture_output=True, text=True, timeout=60)
r = run(d + "/good.sql")
assert r.returncode == 0 and not r.stderr.strip(), r
r = run(d + "/bad.sql", d + "/good.sql")
assert r.returncode != 0 and "line 2" in r.stdout and 'syntax error at or near "from"' in r.stdout and "good.sql" not in r.stdout, r
r = run(text="update snow set depth = 2 where id = 1;")
assert r.returncode == 0, r
r = run(text="updat snow set depth = 2;")
assert r.returncode != 0 and "line 1" in r.stdout, r
ok, said = check_string("insert into snow (depth) values (1.5);")
assert ok and not said, said
ok, said = check_string("insert into snow (depth values (1.5);")
assert not ok and "syntax error" in said, said
