"""Mopidy-dLeyna: plays from media servers of the network in Mopidy, by the D-Bus service dleyna-server (here while there are none).

round: 8
native: yes
extra: dbus-python
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import glob, json, os, signal, socket, subprocess, sys, tempfile, time, urllib.request
import dbus
d = tempfile.mkdtemp()
for name in ("cache", "config", "data", "media", "lists"): os.mkdir(f"{d}/{name}")
with socket.create_server(("127.0.0.1", 0)) as s: port = s.getsockname()[1]
open(d + "/mopidy.conf", "w").write(f"""[core]
cache_dir = {d}/cache
config_dir = {d}/config
data_dir = {d}/data
[logging]
color = false
[audio]
output = fakesink sync=true
[http]
port = {port}
zeroconf =
[file]
media_dirs = {d}/media
[m3u]
playlists_dir = {d}/lists
[dleyna]
enabled = true
""")
env = {k: v for k, v in os.environ.items() if k not in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "DISPLAY")} | {"HOME": d, "LC_ALL": "C.UTF-8", "COLUMNS": "300"}   # no session bus: it starts its own
log = open(d + "/log", "w")
p = subprocess.Popen([os.path.join(sys.prefix, "bin", "mopidy"), "--config", d + "/mopidy.conf"], cwd=d, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
said = lambda: (p.poll(), open(d + "/log").read()[-6000:])
def of_ours():   # the processes, with their environments
    for path in glob.glob("/proc/[0-9]*/environ"):
        try: environ = dict(one.split("=", 1) for one in open(path, errors="replace").read().split("\0") if "=" in one)
        except OSError: continue
        if environ.get("HOME") == d: yield int(path.split("/")[2]), environ
def call(method, **params):
    request = urllib.request.Request(f"http://127.0.0.1:{port}/mopidy/rpc", json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode(), {"Content-Type": "application/json"})
    answer = json.load(urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=40))
    assert "result" in answer, (answer, said())
    return answer["result"]
try:
    end = time.time() + 50
    while True:
        try: schemes = call("core.get_uri_schemes"); break
        except OSError: assert p.poll() is None and time.time() < end, said(); time.sleep(0.3)
    assert "dleyna" in schemes, (schemes, said())
    assert {"__model__": "Ref", "uri": "dleyna:", "name": "Digital Media Servers", "type": "directory"} in call("core.library.browse", uri=None), said()
    assert isinstance(call("core.library.browse", uri="dleyna:"), list)
    call("core.library.refresh", uri="dleyna:")   # Rescan, by D-Bus
    address = next((environ["DBUS_SESSION_BUS_ADDRESS"] for pid, environ in of_ours() if "DBUS_STARTER_ADDRESS" in environ), None)
    assert address, said()   # D-Bus has started dleyna-server
    bus = dbus.bus.BusConnection(address)
    assert bus.name_has_owner("com.intel.dleyna-server"), said()
    manager = bus.get_object("com.intel.dleyna-server", "/com/intel/dLeynaServer")
    assert str(manager.GetVersion(dbus_interface="com.intel.dLeynaServer.Manager"))[:1].isdigit() and isinstance(manager.GetServers(dbus_interface="com.intel.dLeynaServer.Manager"), dbus.Array)
    assert "Traceback" not in said()[1] and "Cannot retrieve digital media servers" not in said()[1] and "Error starting" not in said()[1], said()
    p.send_signal(signal.SIGTERM); assert p.wait(30) == 0, said()
finally:
    if p.poll() is None: os.killpg(p.pid, signal.SIGKILL); p.wait()
    for pid, _ in of_ours():
        try: os.kill(pid, signal.SIGKILL)
        except OSError: pass
