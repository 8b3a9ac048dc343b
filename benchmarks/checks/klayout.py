"""klayout: layouts of chips: GDS and OASIS, their booleans, rules, circuits and pictures.

round: 10
native: yes
apt: libexpat1 zlib1g
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import klayout.db as kdb
import klayout.lay as lay
import klayout.rdb as rdb
d = tempfile.mkdtemp()
layout = kdb.Layout(); layout.dbu = 0.001; top = layout.create_cell("TOP"); leaf = layout.create_cell("LEAF"); metal, via = layout.layer(1, 0), layout.layer(2, 0)
leaf.shapes(metal).insert(kdb.Box(0, 0, 1000, 2000)); leaf.shapes(via).insert(kdb.Polygon([kdb.Point(0, 0), kdb.Point(0, 500), kdb.Point(500, 0)]))
top.insert(kdb.CellInstArray(leaf.cell_index(), kdb.Trans(0, 0), kdb.Vector(1500, 0), kdb.Vector(0, 3000), 4, 3)); top.shapes(metal).insert(kdb.Text("snow", kdb.Trans(10, 20)))
for name in ("a.gds", "a.oas", "a.gds.gz", "a.dxf", "a.cif"):
    layout.write(d + "/" + name); again = kdb.Layout(); again.read(d + "/" + name)
    area = kdb.Region(again.top_cell().begin_shapes_rec(again.layer_indexes()[0])).merged().area() * again.dbu ** 2
    if name in ("a.gds", "a.oas", "a.gds.gz"): assert again.top_cell().name == "TOP" and again.cells() == 2 and abs(area - 24) < 1e-9, (name, area)
assert open(d + "/a.gds.gz", "rb").read(2) == b"\x1f\x8b" and os.path.getsize(d + "/a.gds") > os.path.getsize(d + "/a.gds.gz") and open(d + "/a.oas", "rb").read(13) == b"%SEMI-OASIS\r\n"
metals, vias = kdb.Region(top.begin_shapes_rec(metal)), kdb.Region(top.begin_shapes_rec(via))
assert (metals & vias).area() == 12 * 125000 and (metals - vias).area() == 12 * 1875000 and metals.sized(300).merged().count() == 3, metals.sized(300).merged().count()
assert metals.space_check(600).count() > 8 and metals.space_check(400).count() == 0 and metals.width_check(1100).count() == 12
report = rdb.ReportDatabase("snow"); category = report.create_category("space"); cell = report.create_cell("TOP")
report.create_items(cell.rdb_id(), category.rdb_id(), kdb.CplxTrans(0.001), metals.width_check(1100)); report.save(d + "/a.lyrdb")
found = rdb.ReportDatabase("again"); found.load(d + "/a.lyrdb"); assert found.num_items() == 12   # XML, by expat
open(d + "/a.lyp", "w").write('<?xml version="1.0" encoding="utf-8"?><layer-properties><properties><frame-color>#ff0000</frame-color><fill-color>#ff0000</fill-color><dither-pattern>I0</dither-pattern><visible>true</visible><source>1/0@1</source></properties></layer-properties>')
view = lay.LayoutView(); view.load_layout(d + "/a.gds"); view.max_hier(); view.load_layer_props(d + "/a.lyp"); view.set_config("background-color", "#ffffff"); view.set_config("grid-visible", "false"); view.set_config("text-visible", "false"); view.zoom_fit()
pixels = view.get_pixels(400, 400); red = sum(pixels.pixel(x, y) & 0xFFFFFF == 0xFF0000 for x in range(400) for y in range(400)); assert 20000 < red < 120000, red
view.save_image(d + "/a.png", 300, 200); assert open(d + "/a.png", "rb").read(24)[16:] == b"\0\0\x01\x2c\0\0\0\xc8"
netlist = kdb.Netlist(); circuit = kdb.Circuit(); circuit.name = "INV"; netlist.add(circuit); net = circuit.create_net("OUT"); kind = kdb.DeviceClassResistor(); kind.name = "RES"; netlist.add(kind)
device = circuit.create_device(kind, "R1"); device.set_parameter("R", 42.0); device.connect_terminal("A", net); device.connect_terminal("B", circuit.create_net("IN"))
netlist.write(d + "/a.cir", kdb.NetlistSpiceWriter()); text = open(d + "/a.cir").read(); assert ".SUBCKT INV" in text and "42" in text, text
try: kdb.Layout().read(d + "/none.gds")
except RuntimeError as error: assert "none.gds" in str(error)
else: raise AssertionError("read what is not there")
