"""rcon: sends commands to servers of games over RCON, in a shell and in a GTK 3 window (here: to a server on loopback that this plays).

round: 8
native: no
extra: PyGObject
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, json, os, socketserver, struct, subprocess, sys, tempfile, threading
from rcon.source import Client, rcon
from rcon.exceptions import WrongPassword
class Server(socketserver.BaseRequestHandler):
    def handle(self):
        reader = self.request.makefile("rb"); known = False
        while size := reader.read(4):
            number, kind = struct.unpack("<ii", reader.read(8)); text = reader.read(struct.unpack("<i", size)[0] - 10); reader.read(2)
            if kind == 3: known = text == b"ice"; answers = [(number if known else -1, 2, b"")]   # as Minecraft does
            else: answers = [(number, 0, ("done: " + text.decode()).encode())] if known else []
            for n, k, t in answers: self.request.sendall(struct.pack("<iii", len(t) + 10, n, k) + t + b"\0\0")
server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Server); server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
host, port = server.server_address
with Client(host, port, passwd="ice", timeout=10) as client: assert client.run("say", "\u2744", "snow") == "done: say \u2744 snow"
try:
    with Client(host, port, passwd="fire", timeout=10) as client: raise AssertionError("took a wrong password")
except WrongPassword: pass
assert asyncio.run(rcon("list", host=host, port=port, passwd="ice")) == "done: list"
d = tempfile.mkdtemp(); os.mkdir(d + "/.cache")
env = {**os.environ, "HOME": d, "XDG_CACHE_HOME": d + "/.cache", "LC_ALL": "C.UTF-8", "NO_AT_BRIDGE": "1", "GSETTINGS_BACKEND": "memory"}
open(d + "/.rcon.conf", "w").write(f"[winter]\nhost = {host}\nport = {port}\npasswd = ice\n")
r = subprocess.run([os.path.join(sys.prefix, "bin", "rconclt"), "winter", "weather", "snow"], env=env, capture_output=True, text=True, timeout=60)
assert r.returncode == 0 and r.stdout.strip() == "done: weather snow", r
r = subprocess.run([os.path.join(sys.prefix, "bin", "rconclt"), f"fire@{host}:{port}", "stop"], env=env, capture_output=True, text=True, timeout=60)
assert r.returncode != 0 and "password" in r.stderr.lower(), r
# The window: what the last session left is filled in, and one clicks.
json.dump({"host": host, "port": port, "passwd": "ice", "command": "time set night", "savepw": True}, open(d + "/.cache/rcongui.json", "w"))
window = """
import os, sys
from rcon import gui
from rcon.gui import Gtk
from gi.repository import GLib
made = []
class Watched(gui.GUI):
    def __init__(self, args): super().__init__(args); made.append(self)
gui.GUI = Watched
def click(): made[0].button.clicked(); GLib.timeout_add(300, end); return False
def end(): print("shown:", made[0].get_mapped(), made[0].result_text, flush=True); made[0].destroy(); return False
GLib.timeout_add(1000, click)
GLib.timeout_add_seconds(40, lambda: os._exit(4))
sys.argv = ["rcongui", "-t", "10"]
gui.main()
"""
r = subprocess.run([sys.executable, "-c", window], env=env, capture_output=True, text=True, timeout=100)
assert r.returncode == 0 and "shown: True done: time set night" in r.stdout, r
kept = json.load(open(d + "/.cache/rcongui.json")); assert kept["result"] == "done: time set night" and kept["port"] == port, kept
