"""dogtail: works other programs' windows by what they tell of themselves for accessibility (AT-SPI); here a GTK 3 window on a bus of its own.

round: 6
native: yes
extra: PyGObject
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, shutil, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.mkdir(d + "/run", 0o700)
env = {**os.environ, "HOME": d, "XDG_RUNTIME_DIR": d + "/run", "XDG_CONFIG_HOME": d + "/c", "XDG_SESSION_TYPE": "x11", "GSETTINGS_BACKEND": "memory", "LC_ALL": "C.UTF-8", "GTK_A11Y": "atspi"}
for name in ("NO_AT_BRIDGE", "WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS"): env.pop(name, None)
open(d + "/app.py", "w").write("""
import gi; gi.require_version("Gtk", "3.0")
from gi.repository import GLib, Gtk
GLib.set_prgname("snowapp")
window = Gtk.Window(title="Snowfall"); box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL); window.add(box)
label, entry, button, check = Gtk.Label(label="no snow"), Gtk.Entry(), Gtk.Button(label="Fall"), Gtk.CheckButton(label="Wet")
for widget in (label, entry, button, check): box.pack_start(widget, True, True, 0)
button.connect("clicked", lambda *a: label.set_text("snow of " + entry.get_text()))
window.connect("destroy", Gtk.main_quit); window.show_all(); Gtk.main()
""")
open(d + "/test.py", "w").write("""
import subprocess, sys, time
from dogtail.tree import root
from dogtail import predicate
p = subprocess.Popen([sys.executable, sys.argv[1]])
try:
    end = time.time() + 30
    while "snowapp" not in [a.name for a in root.applications()]:
        assert time.time() < end and p.poll() is None, [a.name for a in root.applications()]
        time.sleep(0.3)
    app = root.application("snowapp")
    window = app.child("Snowfall"); assert window.role_name in ("frame", "window") and window.showing, window.role_name
    button = app.child("Fall"); assert "button" in button.role_name and button.sensitive and "click" in button.actions, (button.role_name, button.actions)
    entry = app.find_child(lambda n: n.role_name in ("text", "entry")); entry.text = "six sides"
    assert entry.text == "six sides", entry.text
    button.do_action_named("click"); time.sleep(1)
    assert app.find_child(lambda n: n.role_name == "label" and n.name == "snow of six sides")
    check = app.child("Wet"); assert not check.checked
    check.do_action_named("click"); time.sleep(0.5); assert check.checked
    assert app.is_child("Wet") and not app.is_child("Sun", retry=False)
    assert len(app.find_children(predicate.GenericPredicate(role_name="label"))) >= 1
    app.dump(file_name=sys.argv[2]); text = open(sys.argv[2]).read(); assert "Snowfall" in text and "Fall" in text, text
    window.grab_focus(); print("DONE", button.size)
finally:
    p.kill(); p.wait()
""")
assert shutil.which("dbus-run-session"), os.environ["PATH"]
r = subprocess.run(["dbus-run-session", "--", sys.executable, d + "/test.py", d + "/app.py", d + "/dump"], env=env, cwd=d, capture_output=True, text=True, timeout=110)
assert r.returncode == 0 and "DONE" in r.stdout, (r.stdout[-3000:], r.stderr[-4000:])
