"""python3-nmap: runs nmap and gives its findings as dictionaries.

round: 7
native: yes
apt: nmap
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import socket, threading
import nmap3
server = socket.create_server(("127.0.0.1", 0))
port = server.getsockname()[1]
def serve():
    while True:
        connection = server.accept()[0]
        try:
            connection.sendall(b"220 snow.example ESMTP Postfix\r\n"); connection.close()
        except OSError:
            pass
threading.Thread(target=serve, daemon=True).start()
with socket.create_server(("127.0.0.1", 0)) as other:
    closed = other.getsockname()[1]
nmap = nmap3.Nmap()
version = nmap.nmap_version()
assert version["nmap"], version
found = nmap3.NmapScanTechniques().nmap_tcp_scan("127.0.0.1", args=f"-p {port},{closed}")
states = {int(p["portid"]): p["state"] for p in found["127.0.0.1"]["ports"]}
assert states == {port: "open", closed: "closed"}, found
top = nmap.scan_top_ports("127.0.0.1", default=5, args="-sT")
assert len(top["127.0.0.1"]["ports"]) == 5, top
services = nmap.nmap_version_detection("127.0.0.1", args=f"-p {port} --version-intensity 2")
service = services["127.0.0.1"]["ports"][0]["service"]
assert service["name"] == "smtp" and "Postfix" in service.get("product", ""), services
assert "127.0.0.1" in nmap.nmap_list_scan("127.0.0.1"), "list"
