"""pyogrio: reads and writes maps' vector files in bulk, with GDAL.

round: 4
native: yes
extra: geopandas
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import geopandas, pyogrio
from shapely.geometry import Point, Polygon
d = tempfile.mkdtemp()
peaks = geopandas.GeoDataFrame({"name": ["Zugspitze", "Brocken", "Feldberg"], "height": [2962, 1141, 1493]},
                               geometry=[Point(10.985, 47.421), Point(10.615, 51.799), Point(8.004, 47.874)], crs="EPSG:4326")
for file, driver in (("p.gpkg", "GPKG"), ("p.shp", "ESRI Shapefile"), ("p.geojson", "GeoJSON"), ("p.fgb", "FlatGeobuf")):
    assert pyogrio.list_drivers()[driver].startswith("r") and "w" in pyogrio.list_drivers()[driver]
    pyogrio.write_dataframe(peaks, d + "/" + file, driver=driver)
    back = pyogrio.read_dataframe(d + "/" + file).sort_values("height").reset_index(drop=True)
    assert list(back["name"]) == ["Brocken", "Feldberg", "Zugspitze"] and back.geometry[0].equals_exact(Point(10.615, 51.799), 1e-6), back
    assert back.crs.to_epsg() == 4326, back.crs
info = pyogrio.read_info(d + "/p.gpkg")
assert info["features"] == 3 and info["geometry_type"] == "Point" and list(info["fields"]) == ["name", "height"], info
assert list(pyogrio.read_dataframe(d + "/p.gpkg", where="height > 1200", columns=["name"])["name"]) == ["Zugspitze", "Feldberg"]
assert list(pyogrio.read_dataframe(d + "/p.gpkg", bbox=(7, 47, 9, 48))["name"]) == ["Feldberg"]
assert list(pyogrio.read_dataframe(d + "/p.gpkg", sql="SELECT MAX(height) AS top FROM p", sql_dialect="SQLITE")["top"]) == [2962]
field = geopandas.GeoDataFrame({"area": [1.5]}, geometry=[Polygon([(0, 0), (2, 0), (2, 1)])], crs="EPSG:25832")
pyogrio.write_dataframe(field, d + "/p.gpkg", layer="fields")
assert [list(row) for row in pyogrio.list_layers(d + "/p.gpkg")] == [["p", "Point"], ["fields", "Polygon"]]
assert pyogrio.read_dataframe(d + "/p.gpkg", layer="fields").geometry.area[0] == 1
