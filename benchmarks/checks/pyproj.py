"""pyproj: PROJ: map projections, coordinate reference systems, geodesics.

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
from pyproj import CRS, Geod, Transformer
crs = CRS.from_epsg(32633)
assert crs.name == "WGS 84 / UTM zone 33N" and crs.is_projected and crs.utm_zone == "33N"
to_utm = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
x, y = to_utm.transform(15.0, 50.0)
assert abs(x - 500000) < 1e-3 and abs(y - 5538630.70) < 0.5, (x, y)
lon, lat = to_utm.transform(x, y, direction="INVERSE")
assert abs(lon - 15) < 1e-9 and abs(lat - 50) < 1e-9
x, y = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform(180.0, 0.0)
assert abs(x - 20037508.342789) < 1e-3
assert abs(Geod(ellps="WGS84").inv(0, 0, 1, 0)[2] - 111319.491) < 0.01
assert "PROJCRS" in crs.to_wkt() and CRS.from_wkt(crs.to_wkt()) == crs
