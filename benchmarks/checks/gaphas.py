"""gaphas: a widget of GTK 4 for diagrams, whose parts are held together by constraints and drawn by cairo.

round: 9
native: yes
display: yes
apt: gir1.2-girepository-3.0 gir1.2-glib-2.0 gir1.2-gtk-4.0
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, io, os, tempfile
import cairo, gi
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp()); os.environ["GSK_RENDERER"] = "cairo"; os.environ["GSETTINGS_BACKEND"] = "memory"
gi.require_version("Gdk", "4.0"); gi.require_version("Gtk", "4.0")
from gi.events import GLibEventLoopPolicy
from gi.repository import Gdk, Gtk
from gaphas import Canvas, Element, Line
from gaphas.handlemove import HandleMove, item_at_point
from gaphas.move import Move
from gaphas.tool import hover_tool, item_tool, zoom_tools
from gaphas.view import GtkView
assert Gtk.init_check() and Gdk.Display.get_default() is not None
class Box(Element):
    colour = (1, 0, 0)
    def draw(self, context): cr = context.cairo; x, y = self.handles()[0].pos; cr.rectangle(x, y, self.width, self.height); cr.set_source_rgb(*self.colour); cr.fill()
def picture(view):
    snapshot = Gtk.Snapshot(); Gtk.WidgetPaintable.new(view).snapshot(snapshot, view.get_width(), view.get_height())
    texture = view.get_native().get_renderer().render_texture(snapshot.to_node(), None)
    surface = cairo.ImageSurface.create_from_png(io.BytesIO(texture.save_to_png_bytes().get_data())); data, stride = bytes(surface.get_data()), surface.get_stride()
    return lambda x, y: data[y * stride + x * 4:y * stride + x * 4 + 3][::-1].hex()
async def settled(view):
    for _ in range(10): await view.update(); await asyncio.sleep(0.05)
async def main():
    canvas = Canvas(); one, two, inner = (Box(canvas.connections, *size) for size in ((80, 60), (50, 50), (10, 20))); two.colour, inner.colour = (0, 0, 1), (0, 1, 0)
    canvas.add(one); canvas.add(two); canvas.add(inner, one); one.matrix.translate(40, 30); two.matrix.translate(220, 150); inner.matrix.translate(5, 5)
    line = Line(canvas.connections); line.line_width = 4; canvas.add(line); line.head.connectable = line.tail.connectable = True; line.matrix.translate(150, 100); line.tail.pos = (30, 30)
    view = GtkView(canvas); view.add_controller(item_tool(), hover_tool(), *zoom_tools()); scroll = Gtk.ScrolledWindow(); scroll.set_child(view)
    window = Gtk.Window(default_width=500, default_height=400, child=scroll); window.present(); await asyncio.sleep(0.5); await settled(view)
    at = picture(view); assert (at(100, 60), at(240, 170), at(48, 45), at(39, 31)) == ("ff0000", "0000ff", "00ff00", at(400, 300)), (at(100, 60), at(240, 170), at(48, 45))
    assert [next(item_at_point(view, p), None) for p in ((100, 60), (240, 170), (48, 45), (400, 300))] == [one, two, inner, None] and set(view.get_items_in_rectangle((0, 0, 130, 100))) == {one, inner}
    # Glue the line to both boxes; it follows them
    for handle, start, end in ((line.head, (150, 100), (121, 60)), (line.tail, (180, 130), (219, 175))):
        move = HandleMove(line, handle, view); move.start_move(start); move.move(end); move.stop_move(end)
    await settled(view); ends = lambda: [tuple(round(float(v), 3) for v in line.matrix_i2c.transform_point(*h.pos)) for h in (line.head, line.tail)]
    assert canvas.connections.get_connection(line.head).connected is one and canvas.connections.get_connection(line.tail).connected is two and ends() == [(120, 60), (220, 175)], ends()
    move = Move(two, view); move.start_move((0, 0)); move.move((60, 40)); move.stop_move((60, 40)); one.height = 90; await settled(view)
    assert ends()[1] == (280, 215) and ends()[0][0] == 120, ends()
    at = picture(view); assert at(300, 220) == "0000ff" and at(230, 155) == at(400, 300) and at(100, 115) == "ff0000"
    two.width = 3; canvas.connections.solve(); assert two.width == 10, two.width   # no less than its least
    view.selection.select_items(one); view.zoom(2); await settled(view); at = picture(view); assert at(200, 120) == "ff0000" and at(100, 90) == "00ff00", (at(200, 120), at(100, 90))
    canvas.remove(one); await settled(view); assert inner not in canvas.get_all_items() and canvas.connections.get_connection(line.head) is None and one not in view.selection.selected_items
    assert picture(view)(200, 120) != "ff0000"
    window.destroy(); return "drawn"
asyncio.set_event_loop_policy(GLibEventLoopPolicy())
assert asyncio.get_event_loop_policy().get_event_loop().run_until_complete(asyncio.wait_for(main(), 100)) == "drawn"
