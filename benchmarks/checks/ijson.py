"""ijson: reads JSON piece by piece, with YAJL; its own copy is in the wheel, and `yajl2` is for the system's.

round: 5
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import decimal, io, json
import ijson
data = json.dumps({"flakes": [{"sides": 6, "size": 1.5, "name": "χιών"}, {"sides": 12, "melted": None}], "cold": True}).encode()
for name in ("yajl2_c", "yajl2", "python"):
    backend = ijson.get_backend(name)
    items = list(backend.items(io.BytesIO(data), "flakes.item"))
    assert [item["sides"] for item in items] == [6, 12] and items[0]["size"] == decimal.Decimal("1.5") and items[0]["name"] == "χιών", (name, items)
    assert dict(backend.kvitems(io.BytesIO(data), ""))["cold"] is True
    events = list(backend.parse(io.BytesIO(data)))
    assert events[0] == ("", "start_map", None) and ("flakes.item.melted", "null", None) in events
    many = b"".join(b'{"n": %d}\n' % number for number in range(2000))
    assert sum(item["n"] for item in backend.items(io.BytesIO(many), "", multiple_values=True)) == 1999000
    try: list(backend.items(io.BytesIO(data[:-5]), "flakes"))
    except ijson.JSONError: pass
    else: raise AssertionError(name + " takes what is no JSON")
assert next(ijson.items(data, "flakes.item.name")) == "χιών" and ijson.ALL_BACKENDS[0] == "yajl2_c"
