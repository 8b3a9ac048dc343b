"""pdudaemon: switches the outlets of power distribution units; many drivers speak through telnet (here netio4 with a unit on loopback).

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, socketserver, subprocess, sys, tempfile, threading
got = []
class Unit(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            line = line.strip().decode(errors="replace")
            got.append(line)
            self.wfile.write({"": b"502 UNKNOWN COMMAND\r\n", "quit": b"110 BYE\r\n"}.get(line, b"250 OK\r\n"))
server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Unit)
threading.Thread(target=server.serve_forever, daemon=True).start()
conf = os.path.join(tempfile.mkdtemp(), "conf.json")
json.dump({"daemon": {}, "pdus": {"127.0.0.1": {"driver": "netio4", "telnetport": server.server_address[1]}}}, open(conf, "w"))
r = subprocess.run([os.path.join(sys.prefix, "bin", "pdudaemon"), "-c", conf, "--drive", "--hostname", "127.0.0.1", "--port", "3",
                    "--request", "on", "--retries", "1", "--retry-delay", "0"], capture_output=True, text=True, timeout=120)
assert "login admin admin" in got and "port 3 1" in got, (got, r)
