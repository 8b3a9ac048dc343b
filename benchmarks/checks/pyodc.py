"""pyodc: reads and writes ODB-2, the tables of weather observations; its codc module does so with ECMWF's odc library.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, tempfile
import pandas as pd
import codc, pyodc
d = tempfile.mkdtemp(); os.chdir(d)
frame = pd.DataFrame({"seqno": list(range(1, 501)), "station": ["alp%03d" % (i % 7) for i in range(500)], "depth": [0.25 * i for i in range(500)],
                      "flag": [i % 4 for i in range(500)], "missing": [None if i % 5 == 0 else float(i) for i in range(500)]})
def same(other):
    other = other[list(frame.columns)]
    assert len(other) == 500 and other.isna().sum().tolist() == frame.isna().sum().tolist(), other.head()
    for name in ("seqno", "depth", "flag"): assert (other[name].astype(float) == frame[name].astype(float)).all(), (name, other.head())
    assert [str(x).strip() for x in other["station"]] == list(frame["station"])
    assert other["missing"].dropna().astype(float).tolist() == frame["missing"].dropna().tolist()
for writer in (codc, pyodc):
    name = f"{writer.__name__}.odb"
    writer.encode_odb(frame, name, properties={"by": "snow"})
    assert open(name, "rb").read(5) == b"\xff\xffODA", open(name, "rb").read(8)
    for reader in (codc, pyodc): same(reader.read_odb(name, single=True))
codc.encode_odb(frame, "many.odb", rows_per_frame=120)
many = codc.Reader("many.odb", aggregated=False)
assert [one.nrows for one in many.frames] == [120, 120, 120, 120, 20], [one.nrows for one in many.frames]
assert {c.name: str(c.dtype) for c in many.frames[0].columns}.keys() == set(frame.columns)
parts = list(codc.read_odb("many.odb", columns=["seqno", "depth"], aggregated=False)); both = pd.concat(parts)
assert both.shape == (500, 2) and both["seqno"].astype(int).tolist() == list(range(1, 501))
assert codc.Reader("codc.odb").frames[0].properties["by"] == "snow", codc.Reader("codc.odb").frames[0].properties
