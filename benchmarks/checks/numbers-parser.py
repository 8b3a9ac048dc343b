"""numbers-parser: reads and writes the spreadsheets of Apple's Numbers, whose archives Snappy compresses.

round: 7
native: no
apt: libsnappy-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import csv, datetime, io, os, subprocess, sys, tempfile, zipfile
from numbers_parser import Document, EmptyCell, MergedCell, NumberCell, TextCell
d = tempfile.mkdtemp()
doc = Document(sheet_name="Winter", table_name="Snow", num_rows=4, num_cols=4, num_header_rows=1, num_header_cols=0)
table = doc.sheets[0].tables[0]
for column, word in enumerate(("Place", "Depth", "Since", "Open")):
    table.write(0, column, word)
table.write("A2", "Zürich"); table.write("B2", 12.5); table.write("C2", datetime.datetime(2026, 1, 6)); table.write("D2", True)
table.write(2, 0, "Ski " * 500); table.write(2, 1, -40)
table.merge_cells("A4:B4"); table.write("A4", "over two")
table.set_cell_formatting("B3", "number", decimal_places=2)
doc.add_sheet("Summer", "Sun", num_rows=2, num_cols=2)
doc.sheets["Summer"].tables["Sun"].write(1, 1, "none")
doc.save(d + "/snow.numbers")
names = zipfile.ZipFile(d + "/snow.numbers").namelist()
assert any(n.endswith("Document.iwa") for n in names) and any("Tables/" in n for n in names), names
back = Document(d + "/snow.numbers")
assert [s.name for s in back.sheets] == ["Winter", "Summer"] and [t.name for t in back.sheets[0].tables] == ["Snow"]
table = back.sheets["Winter"].tables["Snow"]
assert (table.num_rows, table.num_cols) == (4, 4) and [c if isinstance(c, (str, bool, datetime.datetime)) else round(c, 9) for c in table.rows(values_only=True)[1]] == ["Zürich", 12.5, datetime.datetime(2026, 1, 6), True], table.rows(values_only=True)[1]
assert isinstance(table.cell("A3"), TextCell) and table.cell(2, 0).value == "Ski " * 500 and isinstance(table.cell("B3"), NumberCell) and table.cell("B3").formatted_value == "-40.00"
assert isinstance(table.cell("C3"), EmptyCell) and isinstance(table.cell("B4"), MergedCell) and table.merge_ranges == ["A4:B4"]
assert back.sheets[1].tables[0].cell(1, 1).value == "none"
r = subprocess.run([os.path.join(sys.prefix, "bin", "cat-numbers"), "-b", "-t", "Snow", d + "/snow.numbers"], capture_output=True, text=True, encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"}, timeout=100)
assert r.returncode == 0, r
rows = list(csv.reader(io.StringIO(r.stdout)))
assert rows[0] == ["Place", "Depth", "Since", "Open"] and rows[1][0] == "Zürich" and abs(float(rows[1][1]) - 12.5) < 1e-9, rows
