"""sqlalchemy-jdbcapi: databases by their JDBC drivers, in a Java machine (here: a driver written with JPype, which hands out Java's own rows).

round: 7
native: yes
apt: default-jre
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import datetime
import jpype, jpype.types
from sqlalchemy_jdbcapi import jdbc
from sqlalchemy_jdbcapi.jdbc import jvm
jvm.start_jvm(classpath=[], auto_download=False)
assert jvm.is_jvm_started()
Types = jpype.JClass("java.sql.Types")
names = [("id", Types.INTEGER), ("name", Types.VARCHAR), ("weight", Types.DOUBLE), ("day", Types.DATE), ("ok", Types.BOOLEAN)]
asked = []
def rows():
    meta = jpype.JClass("javax.sql.rowset.RowSetMetaDataImpl")()
    meta.setColumnCount(len(names))
    for i, (name, kind) in enumerate(names, 1):
        meta.setColumnName(i, name); meta.setColumnLabel(i, name); meta.setColumnType(i, kind)
    found = jpype.JClass("javax.sql.rowset.RowSetProvider").newFactory().createCachedRowSet()
    found.setMetaData(meta)
    for k, name in enumerate(["flake", "\u00e9t\u00e9", None]):
        found.moveToInsertRow()
        found.updateInt(1, k)
        found.updateNull(2) if name is None else found.updateString(2, name)
        found.updateDouble(3, k + 0.5); found.updateDate(4, jpype.JClass("java.sql.Date").valueOf("2024-02-29")); found.updateBoolean(5, k == 1)
        found.insertRow(); found.moveToCurrentRow()
    found.beforeFirst()
    return found
class Any:   # answers nothing to what it is asked beside
    def __getattr__(self, name):
        if name.startswith("_"): raise AttributeError(name)
        return lambda *args: None
class Statement(Any):
    def execute(self, *sql): asked.extend(str(s) for s in sql); return not (sql and str(sql[0]).startswith("INSERT"))
    def getResultSet(self): return rows()
    def getUpdateCount(self): return 2
class Connection(Any):
    def createStatement(self, *args): return Statement()
    def commit(self): asked.append("commit")
class Driver(Any):
    def acceptsURL(self, url): return str(url).startswith("jdbc:snow:")
    def connect(self, url, info):
        asked.append((str(url), str(info.getProperty("user"))))
        return jpype.JProxy("java.sql.Connection", inst=Connection(), convert=True) if self.acceptsURL(url) else None
    def getMajorVersion(self): return 1
    def getMinorVersion(self): return 0
    def jdbcCompliant(self): return False
jpype.JClass("java.sql.DriverManager").registerDriver(jpype.JProxy("java.sql.Driver", inst=Driver()))
with jdbc.connect("java.sql.DriverManager", "jdbc:snow:here", ["me", "secret"]) as connection:
    cursor = connection.cursor()
    cursor.execute("SELECT * FROM snow")
    assert [c[0].lower() for c in cursor.description] == [n for n, _ in names], cursor.description
    first, *others = sorted(cursor.fetchall())
    assert first == (0, "flake", 0.5, datetime.date(2024, 2, 29), False) and isinstance(first[1], str) and isinstance(first[0], int), first
    assert others[0][1] == "\u00e9t\u00e9" and others[1][1] is None and others[0][4] and not others[1][4], others
    assert cursor.execute("INSERT INTO snow").rowcount == 2
    connection.commit()
assert ("jdbc:snow:here", "me") in asked and "SELECT * FROM snow" in asked and "commit" in asked, asked
try:
    jdbc.connect("java.sql.DriverManager", "jdbc:nothing:x")
    raise SystemExit("a driver for nothing")
except jdbc.DatabaseError as e:
    assert "No suitable driver" in str(e), e
from sqlalchemy import create_engine
assert create_engine("jdbcapi+postgresql://a:b@localhost:5432/x").dialect.name == "postgresql"
