"""postgresfixture: makes clusters of PostgreSQL for tests, with databases, and removes them.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, pwd, subprocess, sys, tempfile
d = tempfile.mkdtemp(prefix="pg")
if os.geteuid() == 0:   # PostgreSQL refuses root
    nobody = pwd.getpwnam("nobody")
    os.chown(d, nobody.pw_uid, nobody.pw_gid); os.setgroups([]); os.setgid(nobody.pw_gid); os.setuid(nobody.pw_uid)
os.chdir(d); os.environ.update(HOME=d, LC_ALL="C.UTF-8", TMPDIR=d)
for name in [name for name in os.environ if name.startswith("PG")]: del os.environ[name]
from postgresfixture import ClusterFixture
with ClusterFixture(d + "/db") as cluster:
    assert cluster.exists and cluster.running
    cluster.createdb("snow")
    assert "snow" in cluster.databases
    with cluster.connect("snow") as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE flakes (name text, arms int)")
        cursor.execute("INSERT INTO flakes VALUES ('star', 6), ('\u00e9t\u00e9', 12)")
        cursor.execute("SELECT sum(arms), max(length(name)) FROM flakes")
        assert cursor.fetchone() == (18, 4)
    connection.close()
    cluster.dropdb("snow")
    assert "snow" not in cluster.databases
assert not cluster.running and not cluster.exists   # nobody else uses it: it is destroyed
r = subprocess.run([os.path.join(sys.prefix, "bin", "postgresfixture"), "-D", d + "/other", "run", "-d", "ice", "--", "psql", "-At", "-c", "select 6 * 7", "ice"], capture_output=True, text=True, timeout=200)
assert r.returncode == 0 and r.stdout.strip().splitlines()[-1] == "42", r
r = subprocess.run([os.path.join(sys.prefix, "bin", "postgresfixture"), "-D", d + "/other", "status"], capture_output=True, text=True, timeout=60)
assert r.returncode == 2 and "not created" in r.stdout, r
