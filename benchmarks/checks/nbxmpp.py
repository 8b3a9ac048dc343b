"""nbxmpp: an XMPP client library on GLib's sockets and libsoup (by introspection); here it logs in to a small server on loopback.

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import base64, re, socket, threading
import nbxmpp   # asks for the typelib of Soup 3
from gi.repository import GLib, Soup
from nbxmpp.client import Client
from nbxmpp.const import ConnectionProtocol, ConnectionType, Mode
listener, seen = socket.create_server(("127.0.0.1", 0)), []
def serve():
    con, _ = listener.accept()
    def until(pattern):
        data = b""
        while not re.search(pattern, data):
            more = con.recv(4096)
            if not more: return data
            data += more
        seen.append(data)
        return data
    head = ("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='example.test' id='%d' version='1.0'>"
            "<stream:features>%s</stream:features>")
    until(b"<stream:stream[^>]*>")
    con.sendall((head % (1, "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>")).encode())
    until(b"</auth>")
    con.sendall(b"<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
    until(b"<stream:stream[^>]*>")
    con.sendall((head % (2, "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>")).encode())
    until(b"</stream:stream>"); con.sendall(b"</stream:stream>"); con.close()
threading.Thread(target=serve, daemon=True).start()
loop, events, client = GLib.MainLoop(), [], Client()
client.set_domain("example.test"); client.set_username("anna"); client.set_password("geheim"); client.set_mode(Mode.LOGIN_TEST)
client.set_custom_host("127.0.0.1:%d" % listener.getsockname()[1], ConnectionProtocol.TCP, ConnectionType.PLAIN)
for name in ("login-successful", "connection-failed", "disconnected"):
    client.subscribe(name, lambda _client, signal, *a: (events.append(signal), loop.quit()))
client.connect()
GLib.timeout_add_seconds(30, loop.quit)
loop.run()
assert events[:1] == ["login-successful"], (events, seen)
assert base64.b64decode(re.search(b">([^<]+)</auth>", seen[1])[1]) == b"\0anna\0geheim", seen
assert Soup.get_major_version() == 3 and Soup.Session().get_timeout() >= 0
