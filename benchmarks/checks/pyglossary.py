"""PyGlossary: converts dictionaries between their formats, from the command line and a GTK window.

round: 6
native: no
extra: PyGObject, lxml
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile, time
d = tempfile.mkdtemp(); os.environ.update(HOME=d, XDG_CONFIG_HOME=d, XDG_CACHE_HOME=d); os.chdir(d)
open("w.txt", "w", encoding="utf-8").write("##name\tWinter\nsnow\t<b>Schnee</b>, white\nice\tEis\n\u00e9t\u00e9\tsummer\n")
def convert(*words):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "pyglossary"), "--ui=cmd", *words], capture_output=True, text=True, timeout=100, stdin=subprocess.DEVNULL)
    assert r.returncode == 0, r
    return r
for name in ("w.ifo", "w.json", "w.csv", "w.sql"):
    r = convert("w.txt", name)
    assert os.path.getsize(name) > 20, (name, r)
for name in ("w.ifo", "w.csv"):
    r = convert(name, "back.txt")
    back = open("back.txt", encoding="utf-8").read()
    assert "Schnee" in back and "ice\tEis" in back and "\u00e9t\u00e9\t" in back, (name, back, r)
    os.remove("back.txt")
sys.argv = ["pyglossary", "--ui=gtk", d + "/w.ifo", d + "/window.csv"]
from pyglossary.ui import main
from gi.repository import GLib
state = []
def step():
    from gi.repository import Gtk
    windows = [w for w in Gtk.Window.list_toplevels() if hasattr(w, "convertButton")]
    if windows and "pressed" not in state:
        state.append("pressed"); windows[0].convertButton.clicked()
    elif windows:
        state.append(windows[0].get_window() is not None); windows[0].close(); return False
    return True
GLib.timeout_add(1500, step); GLib.timeout_add_seconds(50, lambda: os._exit(7))
try:
    main.main()
except SystemExit:
    pass   # 1, too, where all went well
assert state == ["pressed", True], state
assert "Schnee" in open("window.csv", encoding="utf-8").read()
