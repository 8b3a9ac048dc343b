"""ffpuppet: starts, watches and ends Firefox, on an X server of its own; here a script in Firefox's place.

round: 7
native: no
apt: xvfb
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, stat, sys, tempfile, time
from pathlib import Path
from ffpuppet import FFPuppet, Reason
from ffpuppet.display import DisplayMode
d = Path(tempfile.mkdtemp())
browser = d / "firefox"   # goes where it is sent, as Firefox would, and talks to its display
browser.write_text(f"""#!{sys.executable}
import os, socket, struct, sys, time, urllib.request
display = os.environ["DISPLAY"].split(":")[-1].split(".")[0]
x = socket.socket(socket.AF_UNIX); x.connect("/tmp/.X11-unix/X" + display)
key = b""
try:
    data = open(os.environ["XAUTHORITY"], "rb").read(); n = data.find(b"MIT-MAGIC-COOKIE-1"); key = data[n + 20:n + 36] if n >= 0 else b""
except (KeyError, OSError): pass
name = b"MIT-MAGIC-COOKIE-1" if key else b""
x.sendall(struct.pack("<BxHHHHxx", 0x6C, 11, 0, len(name), len(key)) + name + bytes(-len(name) % 4) + key + bytes(-len(key) % 4))
said = x.recv(65536)
vendor, formats = struct.unpack_from("<H", said, 24)[0], said[29]
screen = 40 + vendor + -vendor % 4 + 8 * formats
print("display answers", said[0], "size", struct.unpack_from("<HH", said, screen + 20), flush=True)
print("profile", os.path.isfile(os.path.join(sys.argv[sys.argv.index("-profile") + 1], "prefs.js")), flush=True)
opener = urllib.request.build_opener(urllib.request.ProxyHandler({{}}))
page = opener.open([a for a in sys.argv if a.startswith("http:")][-1], timeout=20).read()
sys.stderr.write("went there\\n"); sys.stderr.flush()
time.sleep(300)
""")
browser.chmod(0o755)
prefs = d / "prefs.js"; prefs.write_text('user_pref("snow.deep", true);\n')
os.environ["XVFB_RESOLUTION"] = "800x600"
with FFPuppet(display_mode=DisplayMode.XVFB) as puppet:
    puppet.launch(browser, prefs_js=prefs, launch_timeout=30)
    assert puppet.is_running() and puppet.is_healthy() and puppet.get_pid() and puppet.launches == 1
    end = time.time() + 10
    while (puppet.log_length("stderr") or 0) < 8 and time.time() < end: time.sleep(0.1)
    puppet.close()
    assert not puppet.is_running() and puppet.reason in (Reason.CLOSED, Reason.EXITED), puppet.reason
    puppet.save_logs(d / "logs")
logs = {p.name: p.read_text(errors="replace") for p in (d / "logs").iterdir() if p.is_file()}
assert "display answers 1 size (800, 600)" in logs["log_stdout.txt"] and "profile True" in logs["log_stdout.txt"], logs
