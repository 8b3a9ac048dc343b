"""pyreadstat: reads and writes the files of SAS, SPSS and Stata, with ReadStat.

round: 6
native: yes
extra: pandas
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import pandas as pd
import pyreadstat
d = tempfile.mkdtemp(); os.chdir(d)
frame = pd.DataFrame({"depth": [1.5, float("nan"), 300.25, -4.0], "place": ["Alps", "Andes", "", "Zürich"], "kind": [1.0, 2.0, 2.0, 1.0]})
labels, values = ["Depth in cm", "Place of it", "Kind"], {"kind": {1.0: "powder", 2.0: "firn"}}
def check(read, meta, how):
    assert list(read.columns) == ["depth", "place", "kind"] and meta.number_rows == 4 and meta.number_columns == 3, (how, read)
    assert read["depth"].dropna().tolist() == [1.5, 300.25, -4.0] and read["depth"].isna().tolist() == [False, True, False, False], (how, read)
    assert [x or "" for x in read["place"]] == ["Alps", "Andes", "", "Zürich"] and read["kind"].tolist() == [1, 2, 2, 1], (how, read)
for name, write, read in (("a.sav", pyreadstat.write_sav, pyreadstat.read_sav), ("z.zsav", lambda f, n, **k: pyreadstat.write_sav(f, n, compress=True, **k), pyreadstat.read_sav), ("a.dta", pyreadstat.write_dta, pyreadstat.read_dta)):
    more = {"file_label": "Snow", "column_labels": labels, "variable_value_labels": values}
    write(frame, name, **more)
    got, meta = read(name)
    check(got, meta, name)
    assert meta.column_labels == labels and meta.file_label == "Snow", (name, meta.column_labels)
    assert {k: v for k, v in meta.variable_value_labels["kind"].items()} == values["kind"], (name, meta.variable_value_labels)
    named, _ = read(name, apply_value_formats=True); assert [str(x) for x in named["kind"]] == ["powder", "firn", "firn", "powder"], named
    part, _ = read(name, usecols=["depth"], row_offset=2, row_limit=1); assert part["depth"].tolist() == [300.25] and list(part.columns) == ["depth"]
assert open("a.sav", "rb").read(4) == b"$FL2" and open("z.zsav", "rb").read(4) == b"$FL3"   # the latter in zlib's blocks
pyreadstat.write_por(frame.assign(place=["Alps", "Andes", "", "Zurich"]).rename(columns=str.upper), "a.por"); got, meta = pyreadstat.read_por("a.por")
assert got["DEPTH"].dropna().tolist() == [1.5, 300.25, -4.0] and got["PLACE"][1] == "Andes", got
pyreadstat.write_xport(frame, "a.xpt", table_name="SNOW", file_format_version=8); got, meta = pyreadstat.read_xport("a.xpt")
check(got, type("M", (), {"number_rows": len(got), "number_columns": meta.number_columns}), "xpt")
big = pd.concat([frame] * 500); pyreadstat.write_sav(big, "big.sav")
chunks = [len(part) for part, _ in pyreadstat.read_file_in_chunks(pyreadstat.read_sav, "big.sav", chunksize=700)]
assert chunks == [700, 700, 600], chunks
open("broken.sav", "wb").write(open("a.sav", "rb").read()[:150])
try: pyreadstat.read_sav("broken.sav")
except pyreadstat.ReadstatError as error: assert error.args
else: raise AssertionError("a broken file was read")
