"""eralchemy: draws the diagram of a database's tables and relations with Graphviz.

round: 7
native: yes
extra: eralchemy[graphviz]
apt: graphviz libgraphviz-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, re, sqlite3, subprocess, sys, tempfile
from eralchemy import render_er
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
d = tempfile.mkdtemp()
db = sqlite3.connect(d + "/snow.db")
db.executescript("create table cloud (id integer primary key, height real not null, kind varchar(20));"
    "create table flake (id integer primary key, arms integer, cloud_id integer not null references cloud(id)); create table secret (id integer primary key);")
db.close()
tool = os.path.join(sys.prefix, "bin", "eralchemy")
r = subprocess.run([tool, "-i", "sqlite:///" + d + "/snow.db", "-o", d + "/snow.pdf", "-x", "secret"], capture_output=True, text=True, timeout=100)
assert r.returncode == 0 and open(d + "/snow.pdf", "rb").read(5) == b"%PDF-", r
render_er("sqlite:///" + d + "/snow.db", d + "/snow.svg", title="Winter")
svg = open(d + "/snow.svg", encoding="utf-8").read()
for word in ("cloud", "flake", "arms", "height", "Winter", "secret"):
    assert ">" + word in svg or word in re.sub("<[^>]*>", " ", svg), (word, svg)
assert len(re.findall('class="node"', svg)) == 3 and len(re.findall('class="edge"', svg)) == 1, svg
class Base(DeclarativeBase):
    pass
class Mountain(Base):
    __tablename__ = "mountain"
    name: Mapped[str] = mapped_column(String(50), primary_key=True)
class Hut(Base):
    __tablename__ = "hut"
    number: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[str] = mapped_column(ForeignKey("mountain.name"))
render_er(Base, d + "/huts.png")
png = open(d + "/huts.png", "rb").read()
assert png.startswith(b"\x89PNG\r\n\x1a\n") and int.from_bytes(png[16:20], "big") > 100, png[:30]
render_er(Base, d + "/huts.er")
text = open(d + "/huts.er").read()
assert "[mountain]" in text and "[hut]" in text and re.search(r"mountain\S* 1--\* hut", text), text
render_er(d + "/huts.er", d + "/again.svg")
assert len(re.findall('class="node"', open(d + "/again.svg").read())) == 2
render_er(Base, d + "/huts.dot")
assert "graph" in open(d + "/huts.dot").read()
