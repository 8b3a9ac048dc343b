"""pyliblo3: sends and receives messages of Open Sound Control, with liblo.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import time
import pyliblo3 as liblo
got = []
server = liblo.Server()   # a free port, UDP
server.add_method("/flake", "ifs", lambda path, args, types, source, data: got.append((path, args, types, data)), "data")
server.add_method("/blob", "b", lambda path, args: got.append((path, args)))
server.add_method(None, None, lambda path, args: got.append(("other", path, args)))
address = liblo.Address("127.0.0.1", server.port)
assert address.port == server.port and address.protocol == liblo.UDP
liblo.send(address, "/flake", 42, 1.5, "snow")
liblo.send(address, "/blob", ("b", b"\0ice"))
client = liblo.Server()
client.send(server.url, liblo.Bundle(liblo.Message("/a", ("h", 2**40)), liblo.Message("/b", True, None)))
end = time.time() + 20
while len(got) < 4 and time.time() < end: server.recv(100)
assert got[0] == ("/flake", [42, 1.5, "snow"], "ifs", "data"), got
assert got[1][0] == "/blob" and bytes(got[1][1][0]) == b"\0ice", got
assert got[2] == ("other", "/a", [2**40]) and got[3] == ("other", "/b", [True, None]), got
thread = liblo.ServerThread(); answers = []
thread.add_method("/ping", "i", lambda path, args, types, source: thread.send(source, "/pong", args[0] + 1))
client.add_method("/pong", "i", lambda path, args: answers.append(args))
thread.start(); client.send(thread.url, "/ping", 6)
assert client.recv(10000) and answers == [[7]], answers
thread.stop(); thread.free()
