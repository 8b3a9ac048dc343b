"""openpaperwork-gtk: the GTK 3 plugins of Paperwork (Gio, GdkPixbuf, libhandy by introspection).

native: yes
extra: pillow
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import collections, os, sys, tempfile
errors = []
sys.excepthook = lambda *a: (errors.append(a), sys.__excepthook__(*a))
import openpaperwork_core
core = openpaperwork_core.Core(auto_load_dependencies=True)
for name in ("mainloop.glib", "fs.gio", "resources", "pixbuf.pillow", "widgets.progress", "widgets.calendar"):
    core.load("openpaperwork_gtk." + name)
core.init()
missing = collections.defaultdict(dict)
core.call_all("chkdeps", missing)
assert not missing, missing
url = core.call_success("fs_safe", os.path.join(tempfile.mkdtemp(), "a.txt"))
with core.call_success("fs_open", url, "w") as f:
    f.write("hello")
assert core.call_success("fs_getsize", url) == 5
import PIL.Image
image = core.call_success("pixbuf_to_pillow", core.call_success("pillow_to_pixbuf", PIL.Image.new("RGB", (8, 4), (1, 2, 3))))
assert image.size == (8, 4) and image.getpixel((3, 3)) == (1, 2, 3)
from gi.repository import Gtk
window, entry, box = Gtk.Window(), Gtk.Entry(), Gtk.Box()
progress = core.call_success("gtk_progress_make_widget")
assert progress is not None
box.add(entry); box.add(progress); window.add(box)
core.call_all("gtk_calendar_add_popover", entry)
window.show_all()
core.call_all("on_progress", "work", 0.5, "half")
core.call_all("mainloop_schedule", core.call_all, "mainloop_quit_now", delay_s=2)
core.call_one("mainloop", halt_on_uncaught_exception=False)
assert window.get_window() is not None and not errors, errors
