"""mapbox-vector-tile: writes and reads Mapbox's vector tiles, with protobuf and GEOS.

round: 7
native: no
apt: protobuf-compiler
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import mapbox_vector_tile
from shapely.geometry import Polygon, shape
layer = {"name": "water", "features": [
    {"geometry": "POLYGON ((0 0, 0 100, 100 100, 100 0, 0 0))", "properties": {"uid": 123, "name": "lake", "deep": True, "area": 1.5}},
    {"geometry": Polygon([(200, 200), (200, 300), (300, 300), (300, 200)]), "properties": {"name": "pond"}, "id": 7},
    {"geometry": "LINESTRING (10 10, 50 60, 4000 4000)", "properties": {"name": "river"}}]}
tile = mapbox_vector_tile.encode([layer, {"name": "air", "features": [{"geometry": "POINT (61 21)", "properties": {"k": "\u00e9t\u00e9"}}]}])
assert isinstance(tile, bytes) and b"water" in tile and len(tile) < 400, len(tile)
back = mapbox_vector_tile.decode(tile)
assert set(back) == {"water", "air"} and back["water"]["extent"] == 4096
lake, pond, river = back["water"]["features"]
assert lake["properties"] == {"uid": 123, "name": "lake", "deep": True, "area": 1.5}, lake
assert shape(lake["geometry"]).area == 10000 and shape(pond["geometry"]).bounds == (200, 200, 300, 300) and pond["id"] == 7
assert [list(p) for p in river["geometry"]["coordinates"]] == [[10, 10], [50, 60], [4000, 4000]], river
assert back["air"]["features"][0]["properties"]["k"] == "\u00e9t\u00e9" and list(back["air"]["features"][0]["geometry"]["coordinates"]) == [61, 21]
geo = mapbox_vector_tile.encode({"name": "p", "features": [{"geometry": "POINT (5 5)", "properties": {}}]}, default_options={"quantize_bounds": (0.0, 0.0, 10.0, 10.0), "extents": 4096})
assert list(mapbox_vector_tile.decode(geo)["p"]["features"][0]["geometry"]["coordinates"]) == [2048, 2048]
bow = mapbox_vector_tile.encode({"name": "p", "features": [{"geometry": "POLYGON ((0 0, 100 100, 100 0, 0 100, 0 0))", "properties": {}}]}, default_options={"on_invalid_geometry": mapbox_vector_tile.encoder.on_invalid_geometry_make_valid})
assert shape(mapbox_vector_tile.decode(bow)["p"]["features"][0]["geometry"]).is_valid
