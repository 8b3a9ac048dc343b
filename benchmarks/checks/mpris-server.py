"""mpris-server: lets desktops work a media player by D-Bus (MPRIS); here a player of our own, on a bus of our own.

round: 9
native: yes
apt: dbus-daemon gir1.2-girepository-3.0 gir1.2-glib-2.0
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, shutil, subprocess, sys, tempfile
d = tempfile.mkdtemp(); open(d + "/player.py", "w").write(r'''
from decimal import Decimal
from gi.repository import GLib
from mpris_server import MetadataObj
from mpris_server.adapters import MprisAdapter
from mpris_server.base import PlayState
from mpris_server.events import EventAdapter
from mpris_server.server import Server
class Player(MprisAdapter):
    state, at, volume, track, shuffle, full = PlayState.STOPPED, 0, 0.5, 1, False, False
    yes = lambda self: True
    can_control = can_go_next = can_pause = can_play = can_seek = can_quit = has_tracklist = can_edit_tracks = can_fullscreen = yes
    can_go_previous = can_raise = is_repeating = is_playlist = is_mute = lambda self: False
    def get_playstate(self): return self.state
    def get_current_position(self): return self.at
    def get_volume(self): return self.volume
    def set_volume(self, value): self.volume = value; events.on_volume()
    def get_shuffle(self): return self.shuffle
    def set_shuffle(self, value): self.shuffle = value; events.on_options()
    def get_fullscreen(self): return self.full
    def set_fullscreen(self, value): self.full = value
    def play(self): self.state = PlayState.PLAYING; events.on_playback()
    def pause(self): self.state = PlayState.PAUSED; events.on_playpause()
    resume = play
    def seek(self, time, track_id=None): self.at = time; events.on_seek(time)
    def next(self): self.track += 1; events.on_title()
    def open_uri(self, uri): self.track = int(uri.rsplit("/", 1)[1]); events.on_title()
    def quit(self): GLib.timeout_add(100, lambda: server.quit())
    def metadata(self): return MetadataObj(title=f"Flake {self.track}", artists=["Snow", "Wind \u2603"], album="Winter", length=180000000, track_number=self.track, url="file:///snow.ogg", track_id=f"/track/{self.track}")
    def get_tracks(self): return ["/track/1", "/track/2"]
    def get_playlist_count(self): return 1
    def get_active_playlist(self): return (True, ("/list/1", "Cold", ""))
    def get_playlists(self, index, count, order, reverse): return [("/list/1", "Cold", "")][index:index + count]
player = Player(); server = Server("Snow player \u2603", adapter=player)
events = EventAdapter(root=server.root, player=server.player, playlists=server.playlists, tracklist=server.tracklist)
assert server.dbus_name.isascii() and server.dbus_name.startswith("Snow_player_"), server.dbus_name
server.publish(); print("NAME", server.dbus_name, flush=True); server.loop(); print("QUIT")
''')
open(d + "/desktop.py", "w").write(r'''
import subprocess, sys
from gi.repository import Gio, GLib
process = subprocess.Popen([sys.executable, sys.argv[1]], stdout=subprocess.PIPE, text=True)
try:
    name = "org.mpris.MediaPlayer2." + process.stdout.readline().split()[1]
    bus = Gio.bus_get_sync(Gio.BusType.SESSION); heard = []; context = GLib.MainContext.default()
    bus.signal_subscribe(name, None, None, "/org/mpris/MediaPlayer2", None, 0, lambda c, s, p, i, signal, values: heard.append((signal, *values.unpack())))
    def call(interface, method, *args): return bus.call_sync(name, "/org/mpris/MediaPlayer2", interface, method, GLib.Variant(*args) if args else None, None, 0, 20000).unpack()
    player = "org.mpris.MediaPlayer2.Player"
    def get(what, interface=player): return call("org.freedesktop.DBus.Properties", "Get", "(ss)", (interface, what))[0]
    def put(what, kind, value, interface=player): call("org.freedesktop.DBus.Properties", "Set", "(ssv)", (interface, what, GLib.Variant(kind, value)))
    def told(test):
        wake = GLib.timeout_add(100, lambda: True)
        for n in range(200):
            if any(map(test, heard)): break
            context.iteration(True)
        else: raise AssertionError(heard)
        GLib.source_remove(wake); heard.clear()
    assert get("Identity", "org.mpris.MediaPlayer2") == "Snow player \u2603" and get("SupportedUriSchemes", "org.mpris.MediaPlayer2") == ["file"] and get("HasTrackList", "org.mpris.MediaPlayer2") is True
    assert (get("PlaybackStatus"), get("CanGoNext"), get("CanGoPrevious"), get("Volume"), get("LoopStatus")) == ("Stopped", True, False, 0.5, "None")
    call(player, "Play"); told(lambda s: s[0] == "PropertiesChanged" and s[1] == player and s[2].get("PlaybackStatus") == "Playing")
    call(player, "PlayPause"); told(lambda s: s[2:] == ({"PlaybackStatus": "Paused"}, [])); assert get("PlaybackStatus") == "Paused"
    call(player, "Seek", "(x)", (7000000,)); told(lambda s: s == ("Seeked", 7000000)); call(player, "SetPosition", "(ox)", ("/track/1", 5)); assert get("Position") == 5
    call(player, "Previous"); assert get("Metadata")["xesam:title"] == "Flake 1"; call(player, "Next"); heard.clear()
    call(player, "OpenUri", "(s)", ("file:///snow/42",)); told(lambda s: s[0] == "PropertiesChanged" and s[2].get("Metadata", {}).get("xesam:trackNumber") == 42)
    assert get("Metadata") == {"xesam:title": "Flake 42", "xesam:artist": ["Snow", "Wind \u2603"], "xesam:album": "Winter", "mpris:length": 180000000, "xesam:trackNumber": 42, "xesam:url": "file:///snow.ogg", "mpris:trackid": "/track/42"}, get("Metadata")
    put("Volume", "d", 7.0); assert get("Volume") == 1.0; put("Shuffle", "b", True); assert get("Shuffle") is True
    put("Fullscreen", "b", True, "org.mpris.MediaPlayer2"); assert get("Fullscreen", "org.mpris.MediaPlayer2") is True
    assert get("Tracks", "org.mpris.MediaPlayer2.TrackList") == ["/track/1", "/track/2"] and call("org.mpris.MediaPlayer2.Playlists", "GetPlaylists", "(uusb)", (0, 5, "Alphabetical", False)) == ([("/list/1", "Cold", "")],)
    call("org.mpris.MediaPlayer2", "Quit"); assert process.wait(30) == 0 and "QUIT" in process.stdout.read(); print("DONE")
finally:
    if process.poll() is None: process.kill()
''')
assert shutil.which("dbus-run-session"), os.environ["PATH"]
r = subprocess.run(["dbus-run-session", "--", sys.executable, d + "/desktop.py", d + "/player.py"], env={**os.environ, "HOME": d, "LC_ALL": "C.UTF-8"}, cwd=d, capture_output=True, text=True, timeout=200)
assert r.returncode == 0 and "DONE" in r.stdout, (r.stdout[-3000:], r.stderr[-4000:])
