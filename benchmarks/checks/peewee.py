"""peewee: an object-relational mapper; here of SQLite, with its full-text search and its JSON.

round: 4
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import datetime, os, tempfile
from peewee import *
from playhouse.sqlite_ext import FTS5Model, JSONField, RowIDField, SearchField
path = os.path.join(tempfile.mkdtemp(), "snow.db")
db = SqliteDatabase(path, pragmas={"journal_mode": "wal", "foreign_keys": 1})
class Base(Model):
    class Meta: database = db
class Place(Base): name = CharField(unique=True); data = JSONField(default={})
class Fall(Base): place = ForeignKeyField(Place, backref="falls", on_delete="CASCADE"); day = DateField(); depth = FloatField()
class Note(FTS5Model):
    rowid = RowIDField(); title = SearchField(); body = SearchField()
    class Meta: database = db; options = {"tokenize": "porter"}
db.create_tables([Place, Fall, Note])
with db.atomic():
    alps, urals = Place.create(name="Alps", data={"height": 4808, "tags": ["ice"]}), Place.create(name="Urals", data={"height": 1895})
    Fall.insert_many([{"place": p, "day": datetime.date(2024, 1, i + 1), "depth": i * (1 + p.id)} for p in (alps, urals) for i in range(10)]).execute()
try:
    with db.atomic(): Place.create(name="Andes"); Place.create(name="Alps")
except IntegrityError: pass
else: raise AssertionError("a name twice")
assert Place.select().count() == 2 and alps.falls.count() == 10
sums = Place.select(Place.name, fn.SUM(Fall.depth).alias("sum")).join(Fall).group_by(Place).having(fn.SUM(Fall.depth) > 100).tuples()
assert list(sums) == [("Urals", 135.0)], list(sums)
assert Place.get(Place.data["height"] > 2000).name == "Alps"
best = Fall.select(Fall.day, fn.RANK().over(partition_by=[Fall.place], order_by=[Fall.depth.desc()]).alias("rank"))
assert [f.day.day for f in best if f.rank == 1] == [10, 10]
Note.insert_many([{"title": "snow", "body": "flakes are falling softly"}, {"title": "sun", "body": "nothing falls"}, {"title": "ice", "body": "frozen lakes"}]).execute()
assert {n.title for n in Note.search_bm25("fall", with_score=True, score_alias="score")} == {"snow", "sun"}
alps.delete_instance(); assert Fall.select().count() == 10
db.close(); db.connect()
assert [p.name for p in Place.select()] == ["Urals"] and db.pragma("integrity_check") == "ok"
