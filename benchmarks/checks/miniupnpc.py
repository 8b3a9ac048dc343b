"""miniupnpc: asks the network's router, by UPnP, for its outer address and to let ports through (here: one on loopback).

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import http.server, re, socket, tempfile, threading
import miniupnpc
WAN, CIF = "urn:schemas-upnp-org:service:WANIPConnection:1", "urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1"
service = lambda kind, path: f"<service><serviceType>{kind}</serviceType><serviceId>urn:upnp-org:serviceId:{path}</serviceId><controlURL>/{path}</controlURL><eventSubURL>/e</eventSubURL><SCPDURL>/s.xml</SCPDURL></service>"
device = lambda kind, inner: f"<device><deviceType>urn:schemas-upnp-org:device:{kind}:1</deviceType><friendlyName>snow</friendlyName><UDN>uuid:8</UDN>{inner}</device>"
DESCRIPTION = '<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major><minor>0</minor></specVersion>' + device("InternetGatewayDevice", "<deviceList>" + device("WANDevice",
    "<serviceList>" + service(CIF, "cif") + "</serviceList><deviceList>" + device("WANConnectionDevice", "<serviceList>" + service(WAN, "wan") + "</serviceList>") + "</deviceList>") + "</deviceList>") + "</root>"
mappings = {}
def answer(action, said):
    key = said.get("NewExternalPort"), said.get("NewProtocol")
    if action == "GetStatusInfo": return {"NewConnectionStatus": "Connected", "NewLastConnectionError": "ERROR_NONE", "NewUptime": 77}
    if action == "GetExternalIPAddress": return {"NewExternalIPAddress": "8.7.6.5"}
    if action == "GetConnectionTypeInfo": return {"NewConnectionType": "IP_Routed", "NewPossibleConnectionTypes": "IP_Routed"}
    if action == "GetTotalBytesSent": return {"NewTotalBytesSent": 1234}
    if action == "AddPortMapping": mappings[key] = said; return {}
    if action == "GetSpecificPortMappingEntry": return mappings.get(key)
    if action == "DeletePortMapping": return None if mappings.pop(key, None) is None else {}
    if action == "GetGenericPortMappingEntry": return dict(enumerate(mappings.values())).get(int(said["NewPortMappingIndex"]))
class Router(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *a): pass
    def reply(self, status, text):
        self.send_response(status); self.send_header("Content-Type", "text/xml"); self.send_header("Content-Length", str(len(text))); self.send_header("Connection", "close"); self.end_headers(); self.wfile.write(text.encode())
    def do_GET(self): self.reply(200, DESCRIPTION)
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        kind, action = self.headers["SOAPAction"].strip('"').split("#")
        result = answer(action, dict(re.findall(r"<(New\w+)>([^<]*)</", body)))
        envelope = '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>%s</s:Body></s:Envelope>'
        if result is None: return self.reply(500, envelope % "<s:Fault><detail><UPnPError><errorCode>714</errorCode></UPnPError></detail></s:Fault>")
        self.reply(200, envelope % f'<u:{action}Response xmlns:u="{kind}">{"".join(f"<{k}>{v}</{k}>" for k, v in result.items())}</u:{action}Response>')
router = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Router); threading.Thread(target=router.serve_forever, daemon=True).start()
# the daemon that remembers which devices announced themselves; with it the search needs no multicast
path = tempfile.mkdtemp() + "/ssdp"
daemon = socket.socket(socket.AF_UNIX); daemon.bind(path); daemon.listen()
def known():
    while True:
        s, _ = daemon.accept(); s.recv(256)
        s.sendall(b"\x01" + b"".join(bytes([len(w)]) + w for w in (b"http://127.0.0.1:%d/d.xml" % router.server_port, b"urn:schemas-upnp-org:device:InternetGatewayDevice:1", b"uuid:8::upnp:rootdevice"))); s.close()
threading.Thread(target=known, daemon=True).start()
u = miniupnpc.UPnP(minissdpdsocket=path, discoverdelay=200)
assert u.discover() == 1
assert u.selectigd() == f"http://127.0.0.1:{router.server_port}/wan", u.selectigd()
assert u.lanaddr == "127.0.0.1" and u.externalipaddress() == "8.7.6.5" and u.connectiontype() == "IP_Routed" and u.totalbytesent() == 1234
assert u.statusinfo() == ("Connected", 77, "ERROR_NONE"), u.statusinfo()
assert u.getspecificportmapping(8080, "TCP") is None
assert u.addportmapping(8080, "TCP", u.lanaddr, 80, "snow", "") and u.addportmapping(5353, "UDP", u.lanaddr, 53, "ice", "", 3600)
assert mappings["5353", "UDP"]["NewLeaseDuration"] == "3600" and mappings["8080", "TCP"]["NewInternalClient"] == "127.0.0.1", mappings
assert u.getspecificportmapping(8080, "TCP")[:3] == ("127.0.0.1", 80, "snow"), u.getspecificportmapping(8080, "TCP")
assert u.getgenericportmapping(1)[:4] == (5353, "UDP", ("127.0.0.1", 53), "ice") and u.getgenericportmapping(2) is None, u.getgenericportmapping(1)
assert u.deleteportmapping(8080, "TCP") and list(mappings) == [("5353", "UDP")]
try: u.deleteportmapping(8080, "TCP")
except Exception as e: assert "NoSuchEntryInArray" in str(e), e
else: raise AssertionError("deleted twice")
