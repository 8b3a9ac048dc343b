"""safeeyes: covers the screen now and then, with GTK 4, so that eyes rest; here worked from the command line, on a bus of its own.

round: 9
native: yes
display: yes
apt: dbus-daemon gir1.2-girepository-3.0 gir1.2-glib-2.0 gir1.2-gtk-4.0 gir1.2-notify-0.7
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, shutil, subprocess, sys, tempfile
from importlib.resources import files
d = tempfile.mkdtemp(); os.makedirs(d + "/config/safeeyes"); os.mkdir(d + "/run", 0o700)
config = json.loads(files("safeeyes").joinpath("config/safeeyes.json").read_text())
config |= {"short_breaks": [{"name": "Look at the snow"}], "long_breaks": [{"name": "Walk in the snow"}], "short_break_duration": 120, "long_break_duration": 120, "pre_break_warning_time": 1, "fade_in_break_screen": False, "strict_break": False, "shortcut_disable_time": 0, "plugins": [{"id": "notification", "enabled": True, "version": "0.0.1"}]}
json.dump(config, open(d + "/config/safeeyes/safeeyes.json", "w"))
open(d + "/user.py", "w").write(r'''
import os, subprocess, sys, time
from gi.repository import Gio, GLib
from Xlib import X, display
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]   # it asks there whether the machine sleeps
log = open("log", "w"); program = os.path.join(sys.prefix, "bin", "safeeyes")
p = subprocess.Popen([program, "--debug"], stdout=log, stderr=log)
said = lambda: (p.poll(), open("log").read()[-5000:])
def tell(*words): r = subprocess.run([program, *words], capture_output=True, text=True, timeout=60); return r.returncode, r.stdout.strip()
screen = display.Display(); root = screen.screen().root
def seen():   # the titles, and the pixels by their colours
    titles, todo = set(), [root]
    while todo:
        window = todo.pop(); todo += window.query_tree().children
        if window.get_attributes().map_state == X.IsViewable: titles.add(window.get_wm_name())
    data = root.get_image(0, 0, 1280, 1024, X.ZPixmap, 0xffffffff).data
    return titles, sum(all(value > 200 for value in data[at:at + 3]) for at in range(0, len(data), 4))
def until(test, seconds=40):
    end = time.time() + seconds
    while not test(): assert time.time() < end and p.poll() is None, (said(), seen(), tell("--status")); time.sleep(0.5)
try:
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)   # the first one is to be there before others ask it
    until(lambda: bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner", GLib.Variant("(s)", ("io.github.slgobinath.SafeEyes",)), None, 0, -1).unpack()[0])
    until(lambda: tell("--status")[1].startswith("Next break at"))
    assert "SafeEyes-0" not in seen()[0]; words = []
    for option in ("--short-break", "--long-break"):
        assert tell(option)[0] == 0; until(lambda: "SafeEyes-0" in seen()[0] and seen()[1] > 500); words.append(seen()[1]); assert words[-1] < 100000, words   # white words on black
        key = screen.keysym_to_keycode(0xff1b); from Xlib.ext import xtest
        xtest.fake_input(screen, X.KeyPress, key); xtest.fake_input(screen, X.KeyRelease, key); screen.sync()   # Escape: it is skipped
        until(lambda: "SafeEyes-0" not in seen()[0])
    assert tell("--disable")[0] == 0; until(lambda: tell("--status") == (0, "Disabled until restart"))
    assert tell("--enable")[0] == 0; until(lambda: tell("--status")[1].startswith("Next break at"))
    assert tell("--settings")[0] == 0; until(lambda: any(title and "Safe Eyes" in str(title) for title in seen()[0]))
    assert "Traceback" not in said()[1], said()
    assert tell("--quit")[0] == 0 and p.wait(30) == 0, said(); print("DONE")
finally:
    if p.poll() is None: p.kill(); p.wait()
''')
assert shutil.which("dbus-run-session"), os.environ["PATH"]
env = {k: v for k, v in os.environ.items() if k != "WAYLAND_DISPLAY"} | {"HOME": d, "XDG_CONFIG_HOME": d + "/config", "XDG_RUNTIME_DIR": d + "/run", "XDG_SESSION_TYPE": "x11", "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo", "GSETTINGS_BACKEND": "memory", "LC_ALL": "C.UTF-8"}
r = subprocess.run(["dbus-run-session", "--", sys.executable, d + "/user.py"], env=env, cwd=d, capture_output=True, text=True, timeout=250)
assert r.returncode == 0 and "DONE" in r.stdout, (r.stdout[-3000:], r.stderr[-7000:])
