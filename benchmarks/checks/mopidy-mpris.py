"""Mopidy-MPRIS: lets desktops work Mopidy by D-Bus, which plays by GStreamer; here files of our own, to nowhere, on a bus of our own.

round: 9
native: yes
apt: dbus-daemon gir1.2-girepository-3.0 gir1.2-glib-2.0 gir1.2-gst-plugins-base-1.0 gir1.2-gstreamer-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, os, shutil, struct, subprocess, sys, tempfile, wave
d = tempfile.mkdtemp()
for name in ("cache", "config", "data", "media", "lists"): os.mkdir(f"{d}/{name}")
for name, seconds in (("one", 30), ("two", 20)):
    with wave.open(f"{d}/media/{name}.wav", "wb") as out: out.setnchannels(1); out.setsampwidth(2); out.setframerate(8000); out.writeframes(struct.pack(f"<{8000 * seconds}h", *(int(9000 * math.sin(i * 0.3)) for i in range(8000 * seconds))))
open(d + "/lists/winter.m3u8", "w").write(f"file://{d}/media/one.wav\nfile://{d}/media/two.wav\n")
open(d + "/mopidy.conf", "w").write(f"[core]\ncache_dir = {d}/cache\nconfig_dir = {d}/config\ndata_dir = {d}/data\n[logging]\ncolor = false\n[audio]\noutput = fakesink sync=true\n[http]\nenabled = false\n[file]\nmedia_dirs = {d}/media\n[m3u]\nplaylists_dir = {d}/lists\n")
open(d + "/desktop.py", "w").write(r'''
import os, signal, subprocess, sys, time
from gi.repository import Gio, GLib
d = sys.argv[1]; log = open(d + "/log", "w")
p = subprocess.Popen([os.path.join(sys.prefix, "bin", "mopidy"), "--config", d + "/mopidy.conf"], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
said = lambda: (p.poll(), open(d + "/log").read()[-6000:])
try:
    bus = Gio.bus_get_sync(Gio.BusType.SESSION); name, player, heard = "org.mpris.MediaPlayer2.mopidy", "org.mpris.MediaPlayer2.Player", []
    bus.signal_subscribe(name, None, None, "/org/mpris/MediaPlayer2", None, 0, lambda c, s, path, i, signal, values: heard.append((signal, *values.unpack())))
    def call(interface, method, *args): return bus.call_sync(name, "/org/mpris/MediaPlayer2", interface, method, GLib.Variant(*args) if args else None, None, 0, 30000).unpack()
    def get(what, interface=player): return call("org.freedesktop.DBus.Properties", "Get", "(ss)", (interface, what))[0]
    def put(what, kind, value): call("org.freedesktop.DBus.Properties", "Set", "(ssv)", (player, what, GLib.Variant(kind, value)))
    def until(test):
        end = time.time() + 60
        while not test(): assert p.poll() is None and time.time() < end, (said(), heard); GLib.MainContext.default().iteration(False); time.sleep(0.05)
    until(lambda: bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner", GLib.Variant("(s)", (name,)), None, 0, -1).unpack()[0])
    assert get("Identity", "org.mpris.MediaPlayer2") == "Mopidy" and "file" in get("SupportedUriSchemes", "org.mpris.MediaPlayer2") and get("PlaybackStatus") == "Stopped", said()
    one, two = (f"file://{d}/media/{n}.wav" for n in ("one", "two"))
    call(player, "OpenUri", "(s)", (one,)); until(lambda: any(s[0] == "PropertiesChanged" and s[2].get("PlaybackStatus") == "Playing" for s in heard)); until(lambda: get("Position") > 500000)
    data = get("Metadata"); assert data["xesam:url"] == one and data["mpris:length"] == 30000000, data
    call(player, "PlayPause"); until(lambda: get("PlaybackStatus") == "Paused")
    call(player, "SetPosition", "(ox)", (data["mpris:trackid"], 12000000)); until(lambda: get("Position") == 12000000); until(lambda: ("Seeked", 12000000) in heard)
    call(player, "Seek", "(x)", (-2000000,)); until(lambda: get("Position") == 10000000)
    put("Volume", "d", 0.25); until(lambda: get("Volume") == 0.25); put("LoopStatus", "s", "Playlist"); until(lambda: get("LoopStatus") == "Playlist"); put("Shuffle", "b", True); until(lambda: get("Shuffle") is True); put("Shuffle", "b", False)
    lists = call("org.mpris.MediaPlayer2.Playlists", "GetPlaylists", "(uusb)", (0, 9, "Alphabetical", False))[0]; assert [l[1] for l in lists] == ["winter"], lists
    call(player, "Stop"); call("org.mpris.MediaPlayer2.Playlists", "ActivatePlaylist", "(o)", (lists[0][0],)); until(lambda: get("PlaybackStatus") == "Playing" and get("CanGoNext"))
    call(player, "Next"); until(lambda: get("Metadata").get("xesam:url") == two); call(player, "Stop"); until(lambda: get("PlaybackStatus") == "Stopped")
    assert "Traceback" not in said()[1], said()
    p.send_signal(signal.SIGTERM); assert p.wait(30) == 0, said(); print("DONE")
finally:
    if p.poll() is None: os.killpg(p.pid, signal.SIGKILL); p.wait()
''')
env = {k: v for k, v in os.environ.items() if k not in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY")} | {"HOME": d, "LC_ALL": "C.UTF-8", "COLUMNS": "300"}
assert shutil.which("dbus-run-session"), os.environ["PATH"]
r = subprocess.run(["dbus-run-session", "--", sys.executable, d + "/desktop.py", d], env=env, cwd=d, capture_output=True, text=True, timeout=250)
assert r.returncode == 0 and "DONE" in r.stdout, (r.stdout[-3000:], r.stderr[-6000:])
