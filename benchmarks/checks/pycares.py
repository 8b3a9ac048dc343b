"""pycares: asynchronous DNS with c-ares; here the name server is a socket on loopback.

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import socket, struct, threading
import pycares
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
def serve():
    while True:
        q, who = server.recvfrom(2000)
        end = q.index(b"\0", 12) + 5
        server.sendto(q[:2] + struct.pack(">HHHHH", 0x8180, 1, 1, 0, 0) + q[12:end] + struct.pack(">HHHIH4B", 0xC00C, 1, 1, 60, 4, 10, 1, 2, 3), who)
threading.Thread(target=serve, daemon=True).start()
channel = pycares.Channel(servers=["127.0.0.1"], udp_port=server.getsockname()[1], timeout=5.0, tries=2)
done, got = threading.Event(), []
def callback(result, error):
    got.append((result, error)); done.set()
channel.query("www.example.test", pycares.QUERY_TYPE_A, callback=callback)
assert done.wait(30), "no answer"
(result, error), = got
assert error is None and [r.data.addr for r in result.answer] == ["10.1.2.3"], got
channel.close()
