"""raygeo: shapes and paths of CAD, with the polygons of Clipper2.

round: 9
native: yes
apt: libzstd1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, pickle
from raygeo.geo import Geometry
from raygeo.geo.shape.polygon import get_polygon_area, get_polygon_bounds, get_polygon_convex_hull, get_polygons_difference, get_polygons_intersection, get_polygons_union, is_point_inside_polygon, offset_polygon
square = Geometry().move_to(0, 0).line_to(10, 0).line_to(10, 10).line_to(0, 10).close_path()
assert square.area() == 100 and tuple(square.rect()) == (0, 0, 10, 10) and square.is_closed() and abs(square.distance() - 40) < 1e-6
index, t, (x, y) = square.find_closest_point(5, 12); assert abs(x - 5) < 1e-6 and abs(y - 10) < 1e-6, (index, t, x, y)
corners = [(0, 0), (10, 0), (10, 10), (0, 10)]
grown = Geometry.from_points(corners); grown.grow(1.0); assert abs(grown.area() - 144) < 0.5, grown.area()
shrunk = Geometry.from_points(corners); shrunk.grow(-1.0); assert abs(shrunk.area() - 64) < 0.5, shrunk.area()
moved = square.copy().transform([[2, 0, 0, 5], [0, 1, 0, 3], [0, 0, 1, 0], [0, 0, 0, 1]]); assert tuple(moved.rect()) == (5, 3, 25, 13) and abs(moved.area() - 200) < 1e-6
half = Geometry().move_to(0, 0).arc_to(10, 0, i=5, j=0, clockwise=False).close_path()
assert abs(half.copy().linearize(0.001).area() - math.pi * 12.5) < 0.1, half.area()
circle = [(5 + 5 * math.cos(i * math.pi / 20), 5 + 5 * math.sin(i * math.pi / 20)) for i in range(40)]
total = lambda polygons: sum(abs(get_polygon_area(p)) for p in polygons)
other = [(5, 5), (15, 5), (15, 15), (5, 15)]
assert get_polygon_area(corners) == 100 and tuple(get_polygon_bounds(other)) == (5, 5, 15, 15) and is_point_inside_polygon((5, 5), corners) and not is_point_inside_polygon((11, 5), corners)
assert abs(total(get_polygons_union([corners, other])) - 175) < 1e-3 and abs(total(get_polygons_intersection(corners, other)) - 25) < 1e-3 and abs(total(get_polygons_difference(corners, other)) - 75) < 1e-3
assert abs(total(get_polygons_difference(corners, circle)) - (100 - abs(get_polygon_area(circle)))) < 1e-2
assert abs(total(offset_polygon(corners, 2.0)) - 196) < 4, total(offset_polygon(corners, 2.0))
assert abs(abs(get_polygon_area(get_polygon_convex_hull([*corners, (5, 5), (3, 2)]))) - 100) < 1e-6
assert Geometry.from_points([(0, 0), (10, 10), (10, 0), (0, 10)]).has_self_intersections() and not square.has_self_intersections()
assert square.encloses(Geometry.from_points([(2, 2), (4, 2), (4, 4), (2, 4)])) and not square.encloses(moved)
assert pickle.loads(pickle.dumps(square)).area() == 100 == Geometry.from_dict(square.to_dict()).area()
