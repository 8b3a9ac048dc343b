"""gevent: many connections in one thread, by libev; names are asked for by c-ares (here of a server on loopback).

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os
os.environ["GEVENT_LOOP"] = "libev-cext"; os.environ["GEVENT_RESOLVER"] = "ares"
import gevent.monkey; gevent.monkey.patch_all()
import socket, time, urllib.request
import gevent, gevent.pool, gevent.pywsgi, gevent.server, gevent.subprocess
from gevent.resolver.ares import Resolver
hub = gevent.get_hub()
assert type(hub.loop).__module__ == "gevent.libev.corecext" and hub.loop.backend in ("epoll", "poll", "select", "linux_aio", "iouring"), hub.loop
assert isinstance(hub.resolver, Resolver) and socket.gethostbyname("127.0.0.1") == "127.0.0.1"
class Names(gevent.server.DatagramServer):
    def handle(self, data, address):   # every name has one address of the documentation's
        end = data.index(b"\0", 12) + 5
        kind = data[end - 3]
        answer = b"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04" + bytes([192, 0, 2, 7]) if kind == 1 else b""
        self.socket.sendto(data[:2] + b"\x81\x80\0\x01\0" + bytes([bool(answer)]) + b"\0\0\0\0" + data[12:end] + answer, address)
names = Names("127.0.0.1:0"); names.start()
resolver = Resolver(servers=["127.0.0.1"], udp_port=names.server_port)
assert resolver.gethostbyname("flake.snow.example.org") == "192.0.2.7"
assert resolver.getaddrinfo("ice.example.org", 80, socket.AF_INET, socket.SOCK_STREAM)[0][4] == ("192.0.2.7", 80)
resolver.close(); names.stop()
def application(environ, start):
    gevent.sleep(0.5); start("200 OK", [("Content-Type", "text/plain")]); return [environ["PATH_INFO"].encode()]
web = gevent.pywsgi.WSGIServer(("127.0.0.1", 0), application, log=None); web.start()
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
start = time.time()
got = gevent.pool.Pool(40).map(lambda i: opener.open(f"http://127.0.0.1:{web.server_port}/{i}", timeout=30).read(), range(40))
assert got == [b"/%d" % i for i in range(40)] and time.time() - start < 10   # one after another they were twenty seconds
web.stop()
with gevent.Timeout(0.2, False): gevent.sleep(60); raise AssertionError("no timeout")
assert gevent.subprocess.check_output(["/bin/sh", "-c", "echo six"]) == b"six\n"
