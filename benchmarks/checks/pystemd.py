"""pystemd: talks with systemd, by libsystemd; here with a bus of its own that answers as systemd does, and as a service that says how it is.

round: 4
native: yes
extra: jeepney
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, signal, socket, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d
from jeepney import HeaderFields, new_method_return
from jeepney.low_level import Parser
XML = """<node><interface name="org.freedesktop.systemd1.Manager"><property name="Version" type="s" access="read"/><property name="NNames" type="u" access="read"/>
<method name="StartUnit"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="o" direction="out"/></method></interface></node>"""
def serve():
    client, _ = bus_socket.accept(); said = b""
    while b"BEGIN\r\n" not in said: said += client.recv(1000)
    client.sendall((b"DATA\r\n" if b"DATA" in said else b"") + b"OK " + b"0" * 32 + b"\r\n" + (b"AGREE_UNIX_FD\r\n" if b"NEGOTIATE" in said else b""))
    parser, serial = Parser(), 0; parser.add_data(said.split(b"BEGIN\r\n")[1])
    while True:
        message = parser.get_next_message()
        if message is None:
            more = client.recv(10000)
            if not more: return
            parser.add_data(more); continue
        member = message.header.fields[HeaderFields.member]; serial += 1
        kind, body = {"Hello": ("s", (":1.7",)), "Introspect": ("s", (XML,)), "StartUnit": ("o", ("/org/freedesktop/systemd1/job/" + ("6" if message.body == ("snow.service", "replace") else "none"),)),
                      "Get": ("v", (("s", "257.7") if message.body[-1:] == ("Version",) else ("u", 321),))}[member]
        client.sendall(new_method_return(message, kind, body).serialise(serial))
bus_socket = socket.socket(socket.AF_UNIX); bus_socket.bind(d + "/bus"); bus_socket.listen()
pid = os.fork()   # sd-bus waits without letting other threads go on
if pid == 0:
    signal.alarm(60); serve(); os._exit(0)
from pystemd.dbuslib import DBusAddress, path_encode
from pystemd.systemd1 import Manager
import pystemd.daemon
assert path_encode(b"/org/freedesktop/systemd1/unit", b"snow-flake.service") == b"/org/freedesktop/systemd1/unit/snow_2dflake_2eservice"
with DBusAddress(b"unix:path=" + d.encode() + b"/bus") as bus:
    manager = Manager(bus=bus); manager.load()
    assert manager.Manager.Version == b"257.7" and manager.Manager.NNames == 321
    assert manager.Manager.StartUnit(b"snow.service", b"replace") == b"/org/freedesktop/systemd1/job/6"
os.kill(pid, signal.SIGKILL); os.waitpid(pid, 0)
notified = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); notified.bind(d + "/notify"); notified.settimeout(20)
os.environ.update(NOTIFY_SOCKET=d + "/notify", LISTEN_FDS="2", LISTEN_PID=str(os.getpid()), WATCHDOG_USEC="3000000", WATCHDOG_PID=str(os.getpid()))
os.dup2(notified.fileno(), 3) if notified.fileno() != 3 else None; os.dup2(notified.fileno(), 4) if notified.fileno() != 4 else None
assert pystemd.daemon.watchdog_enabled(False) == 3000000 and pystemd.daemon.LISTEN_FDS_START == 3
assert pystemd.daemon.listen_fds(False) == 2
pystemd.daemon.notify(False, ready=1, status="six sides")
assert sorted(notified.recv(1000).decode().split()) == sorted("READY=1 STATUS=six sides".split())
