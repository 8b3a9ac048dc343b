"""pgbouncer: starts PgBouncer, the pool of PostgreSQL connections, for a test (here one before another's console).

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, stat, tempfile
import psycopg2
from pgbouncer.fixture import PGBouncerFixture
class Fixture(PGBouncerFixture):
    def setUpConf(self):
        super().setUpConf()
        with open(self.inipath, "a") as f: f.write("ignore_startup_parameters = extra_float_digits\nunix_socket_dir =\n")
        if os.getuid() == 0:   # PgBouncer refuses to run as root
            import pwd
            who = pwd.getpwnam("nobody")
            with open(self.inipath, "a") as f: f.write("user = nobody\n")
            for path in (self.configdir.path, self.inipath, self.authpath): os.chown(path, who.pw_uid, who.pw_gid)
def ask(bouncer, database, user, query):
    connection = psycopg2.connect(host=bouncer.host, port=bouncer.port, dbname=database, user=user, password="flake", connect_timeout=10)
    connection.autocommit = True
    try:
        cursor = connection.cursor(); cursor.execute(query)
        names = [c.name for c in cursor.description]
        return [dict(zip(names, row)) for row in cursor.fetchall()]
    finally: connection.close()
inner = Fixture(); inner.users["snow"] = "flake"; inner.admin_users.append("snow"); inner.databases["far"] = "host=127.0.0.1 port=1 dbname=far"
with inner:
    assert inner.is_running and inner.get_pgbouncer_version() >= 10000
    found = {row["name"]: row for row in ask(inner, "pgbouncer", "snow", "SHOW DATABASES")}
    assert found["far"]["host"] == "127.0.0.1" and found["far"]["port"] == 1 and "pgbouncer" in found, found
    assert {row["key"]: row["value"] for row in ask(inner, "pgbouncer", "snow", "SHOW CONFIG")}["pool_mode"] == "session"
    try: ask(inner, "nowhere", "snow", "SELECT 1"); raise SystemExit("a database that is not there")
    except psycopg2.OperationalError as e: assert "nowhere" in str(e), e
    try: ask(inner, "pgbouncer", "stranger", "SHOW DATABASES"); raise SystemExit("a user who is not there")
    except psycopg2.OperationalError: pass
    outer = Fixture(); outer.users["snow"] = "flake"; outer.admin_users.append("snow")
    outer.databases["pool"] = f"host=127.0.0.1 port={inner.port} dbname=pgbouncer user=snow password=flake"
    with outer:
        through = {row["name"] for row in ask(outer, "pool", "snow", "SHOW DATABASES")}
        assert through == set(found), (through, open(outer.logpath).read())
        pools = [row for row in ask(outer, "pgbouncer", "snow", "SHOW POOLS") if row["database"] == "pool"]
        assert pools and pools[0]["user"] == "snow", pools
        assert stat.S_ISREG(os.stat(outer.pidpath).st_mode) and int(open(outer.pidpath).read()) == outer.process.pid
        outer.stop(); assert not outer.is_running
        outer.start(); assert outer.is_running
assert not inner.is_running and not outer.is_running
