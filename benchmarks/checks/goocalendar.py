"""GooCalendar: a calendar with events, a widget of GTK 3.

round: 6
native: yes
extra: PyGObject, pycairo
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import datetime, os, sys, time
errors = []
sys.excepthook = lambda *a: (errors.append(a), sys.__excepthook__(*a))
import gi
gi.require_version("Gtk", "3.0"); gi.require_version("PangoCairo", "1.0")
from gi.repository import Gdk, Gtk
import goocalendar
day = datetime.datetime(2024, 2, 14, 9)
store = goocalendar.EventStore()
calendar = goocalendar.Calendar(store, view="month")
window = Gtk.Window(); window.set_default_size(800, 600); window.add(calendar); window.show_all()
calendar.select(datetime.date(2024, 2, 14))
party = goocalendar.Event("Snow party", day, day + datetime.timedelta(hours=3), bg_color="#ff0000")
store.add(party)
store.add(goocalendar.Event("Winter", datetime.datetime(2024, 2, 1), datetime.datetime(2024, 2, 28), bg_color="#0000ff", all_day=True))
assert len(store.get_events()) == 2
def colours():
    end = time.time() + 2
    while time.time() < end:
        while Gtk.events_pending(): Gtk.main_iteration()
        time.sleep(.01)
    width, height = calendar.get_allocated_width(), calendar.get_allocated_height()
    picture = Gdk.pixbuf_get_from_window(calendar.get_window(), 0, 0, width, height)
    data, stride, n = picture.get_pixels(), picture.get_rowstride(), picture.get_n_channels()
    seen = {}
    for y in range(height):
        for x in range(width):
            colour = tuple(data[y * stride + x * n: y * stride + x * n + 3]); seen[colour] = seen.get(colour, 0) + 1
    return seen
seen = colours()
assert seen.get((255, 0, 0), 0) > 100 and seen.get((0, 0, 255), 0) > 1000, (sorted(seen.items(), key=lambda i: -i[1])[:8], errors)
calendar.set_view("week"); week = colours()
assert week.get((255, 0, 0), 0) > 1000 and week != seen, (sorted(week.items(), key=lambda i: -i[1])[:8], errors)
store.remove(party)
assert (255, 0, 0) not in colours()
assert not errors, errors
