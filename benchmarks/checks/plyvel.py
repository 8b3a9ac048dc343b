"""Plyvel: keys and values on disk, by LevelDB.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp()
import plyvel
with plyvel.DB(d + "/db", create_if_missing=True, bloom_filter_bits=10, lru_cache_size=1 << 20) as db:
    db.put(b"flake", b"six")
    with db.write_batch(transaction=True) as batch:
        for i in range(2000): batch.put(b"n%05d" % i, b"cold" * (i % 50))
        batch.delete(b"flake")
    assert db.get(b"flake") is None and db.get(b"flake", b"none") == b"none"
    assert [k for k, _ in db.iterator(start=b"n00010", stop=b"n00013")] == [b"n00010", b"n00011", b"n00012"]
    before = db.snapshot(); db.put(b"n00010", b"warm")
    assert before.get(b"n00010") == b"cold" * 10 and db.get(b"n00010") == b"warm"
    sub = db.prefixed_db(b"ice-"); sub.put(b"a", b"1")
    assert db.get(b"ice-a") == b"1" and next(db.iterator(reverse=True, include_value=False)) == b"n01999"
    db.compact_range(); assert db.get_property(b"leveldb.stats") and db.approximate_size(b"n", b"o") > 0
again = plyvel.DB(d + "/db", compression="snappy")
assert sum(1 for _ in again.iterator(prefix=b"n")) == 2000 and again.get(b"n00010") == b"warm"
again.close(); plyvel.repair_db(d + "/db"); plyvel.destroy_db(d + "/db")
try: plyvel.DB(d + "/db", create_if_missing=False)
except plyvel.Error: pass
else: raise AssertionError("it is still there")
