"""arrow-odbc: reads what ODBC's drivers give as Arrow; the driver manager is unixODBC (asked here for drivers that are not there).

round: 7
native: yes
apt: unixodbc-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import tempfile
d = tempfile.mkdtemp()
open(d + "/odbcinst.ini", "w").write("[Snow]\nDescription=a driver\nDriver=/nowhere/libsnow.so\n")
open(d + "/odbc.ini", "w").write("[flakes]\nDriver=Snow\n")
os.environ.update(ODBCSYSINI=d, ODBCINI=d + "/odbc.ini", ODBCINSTINI="odbcinst.ini")
import arrow_odbc
import pyarrow as pa
def fails(words):
    try:
        arrow_odbc.connect(connection_string=words)
    except arrow_odbc.Error as e:
        return str(e)
    raise SystemExit("a connection to nothing: " + words)
# unixODBC's own words and states
assert "IM002" in fails("DSN=nothing;UID=me;PWD=secret"), fails("DSN=nothing;UID=me;PWD=secret")
said = fails("Driver={Other};Server=localhost")
assert "unixODBC" in said and "Other" in said, said
for words in ("DSN=flakes", "Driver={Snow};Database=x"):   # it finds the driver in the files above
    said = fails(words)
    assert "01000" in said and "/nowhere/libsnow.so" in said and "unixODBC" in said, said
try:
    arrow_odbc.read_arrow_batches_from_odbc(query="SELECT 1", connection_string="DSN=flakes", batch_size=10)
    raise SystemExit("rows of nothing")
except arrow_odbc.Error as e:
    assert "libsnow" in str(e), e
try:
    arrow_odbc.insert_into_table(reader=pa.RecordBatchReader.from_batches(pa.schema([("a", pa.int64())]), []), chunk_size=10, table="t", connection_string="DSN=flakes")
    raise SystemExit("rows into nothing")
except arrow_odbc.Error as e:
    assert "libsnow" in str(e), e
arrow_odbc.enable_odbc_connection_pooling()
assert "IM002" in fails("DSN=nothing")
