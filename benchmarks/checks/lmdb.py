"""lmdb: a memory-mapped store of keys and values, LMDB.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import lmdb
d = tempfile.mkdtemp()
env = lmdb.open(d + "/snow", map_size=64 << 20, max_dbs=4)
assert lmdb.version() >= (0, 9, 20)
falls, names = env.open_db(b"falls", integerkey=False), env.open_db(b"names", dupsort=True)
with env.begin(write=True) as t:
    for i in range(5000): t.put(b"%06d" % i, b"flake %d" % (i * i), db=falls)
    for word in (b"ice", b"powder", b"corn"): t.put(b"kinds", word, db=names)
with env.begin(db=falls) as t:
    assert t.get(b"000070") == b"flake 4900" and t.stat()["entries"] == 5000 and t.get(b"none", b"no") == b"no"
    with t.cursor() as c:
        assert c.set_range(b"004990") and [k for k, v in c][:3] == [b"004990", b"004991", b"004992"]
        assert c.last() and c.value() == b"flake %d" % (4999 * 4999)
with env.begin(db=names) as t, t.cursor() as c:
    c.set_key(b"kinds"); assert list(c.iternext_dup()) == [b"corn", b"ice", b"powder"]
try:
    with env.begin(write=True, db=falls) as t: t.delete(b"000001"); raise KeyError("no")
except KeyError: pass
with env.begin(db=falls, buffers=True) as t: assert bytes(t.get(b"000001")) == b"flake 1"
os.mkdir(d + "/copy"); env.copy(d + "/copy", compact=True); env.sync(); env.close()
with lmdb.open(d + "/copy", max_dbs=4, readonly=True) as copy:
    with copy.begin(db=copy.open_db(b"falls")) as t: assert t.stat()["entries"] == 5000
small = lmdb.open(d + "/small", map_size=40960)
try:
    with small.begin(write=True) as t: t.put(b"a", bytes(100_000))
except lmdb.MapFullError: pass
else: raise AssertionError("more than fits")
