"""h3: Uber's hexagons that the earth is divided into, by the C library of that name.

round: 9
native: yes
apt: libh3-1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import h3
# The README's place
cell = h3.latlng_to_cell(37.769377, -122.388903, 9)
assert cell == "89283082e73ffff", cell
assert h3.is_valid_cell(cell) and not h3.is_valid_cell("89283082e73fff0") and h3.get_resolution(cell) == 9 and not h3.is_pentagon(cell)
lat, lng = h3.cell_to_latlng(cell)
assert abs(lat - 37.769377) < 0.003 and abs(lng + 122.388903) < 0.003, (lat, lng)
assert h3.latlng_to_cell(lat, lng, 9) == cell
corners = h3.cell_to_boundary(cell); assert len(corners) == 6 and all(abs(a - lat) < 0.01 and abs(b - lng) < 0.01 for a, b in corners), corners
disk = h3.grid_disk(cell, 2); assert len(set(disk)) == 19 and cell in disk
ring = h3.grid_ring(cell, 2); assert len(ring) == 12 and set(ring) < set(disk) and all(h3.grid_distance(cell, c) == 2 for c in ring), ring
path = h3.grid_path_cells(cell, ring[0]); assert path[0] == cell and path[-1] == ring[0] and len(path) == 3
parent = h3.cell_to_parent(cell, 7); children = h3.cell_to_children(parent, 9)
assert len(children) == 49 and cell in children and h3.compact_cells(children) == [parent] and sorted(h3.uncompact_cells([parent], 9)) == sorted(children)
edge = h3.cells_to_directed_edge(cell, h3.grid_ring(cell, 1)[0])
assert h3.is_valid_directed_edge(edge) and h3.directed_edge_to_cells(edge)[0] == cell and h3.are_neighbor_cells(*h3.directed_edge_to_cells(edge))
assert len(h3.get_res0_cells()) == h3.get_num_cells(0) == 122 and len(h3.get_pentagons(5)) == 12 and all(map(h3.is_pentagon, h3.get_pentagons(5)))
assert 4.35e6 < h3.average_hexagon_area(0, unit="km^2") < 4.36e6 and 0.05 < h3.cell_area(cell, "km^2") < 0.2
assert 340 < h3.great_circle_distance((48.8566, 2.3522), (51.5074, -0.1278), unit="km") < 346
outer = [(37.813, -122.408), (37.707, -122.512), (37.816, -122.479)]
inside = h3.polygon_to_cells(h3.LatLngPoly(outer), 9); assert len(inside) > 100 and all(37.7 < h3.cell_to_latlng(c)[0] < 37.82 for c in inside), len(inside)
shape = h3.cells_to_h3shape(disk); assert isinstance(shape, h3.LatLngPoly) and sorted(h3.polygon_to_cells(shape, 9)) == sorted(disk)
