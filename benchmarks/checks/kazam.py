"""Kazam: records the screen, with GStreamer and GTK 3.

round: 2
native: yes
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, signal, subprocess, sys, tempfile, time
d = tempfile.mkdtemp(); os.makedirs(d + "/Videos"); os.makedirs(d + "/Pictures")
env = {**os.environ, "HOME": d, "XDG_CONFIG_HOME": d + "/c"}
code = """
import sys, time
import gi
gi.require_version('Gtk', '3.0'); gi.require_version('Gdk', '3.0')
from gi.repository import Gtk, GLib
from kazam.backend.prefs import *
from kazam.backend.gstreamer import Screencast
prefs.video_dest = sys.argv[1]; prefs.codec = CODEC_VP8; prefs.framerate = 10; prefs.test = False; prefs.countdown_timer = 0
cast = Screencast(MODE_SCREENCAST)
assert cast.setup_sources({'x': 0, 'y': 0, 'width': 320, 'height': 200, 'scale': 1}, None, None, None, None, None, None) is not False
cast.start_recording()
GLib.timeout_add(3000, lambda: cast.stop_recording() and False)
cast.connect('flush-done', lambda *a: Gtk.main_quit())
GLib.timeout_add(20000, Gtk.main_quit)
Gtk.main()
print('FILE', cast.tempfile)
"""
r = subprocess.run([sys.executable, "-c", code, d], env=env, capture_output=True, text=True, timeout=100)
path = next((line.split(" ", 1)[1] for line in r.stdout.splitlines() if line.startswith("FILE ")), "")
films = [os.path.join(d, f) for f in os.listdir(d) if f.startswith("kazam_") and os.path.getsize(os.path.join(d, f)) > 2000]
assert films and any(open(f, "rb").read(4) == b"\x1aE\xdf\xa3" for f in films), (r, os.listdir(d))
p = subprocess.Popen([os.path.join(sys.prefix, "bin", "kazam")], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
time.sleep(12)
alive = p.poll() is None   # its window is open
if alive: os.killpg(p.pid, signal.SIGKILL)
said = p.communicate()[0]
assert alive, said
