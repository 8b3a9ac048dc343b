"""pypsrp: runs commands on Windows machines by WinRM, with NTLM, or with Kerberos by libkrb5 (here: against a made-up host and a KDC that knows nobody).

round: 7
native: no
extra: pypsrp[kerberos]
apt: libkrb5-dev gss-ntlmssp
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import base64, http.server, os, re, socket, struct, tempfile, threading
d = tempfile.mkdtemp()
open(d + "/users", "w").write("SNOW:flake:Secret7\n")
os.environ.update(NTLM_USER_FILE=d + "/users", KRB5_CONFIG=d + "/krb5.conf", KRB5CCNAME="FILE:" + d + "/cc", KRB5_CLIENT_KTNAME=d + "/none")
import spnego
from pypsrp.client import Client
from pypsrp.encryption import WinRMEncryption
from pypsrp.exceptions import AuthenticationError
asked, contexts = [], {}
SOAP = '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:rsp="http://schemas.microsoft.com/wbem/wsman/1/windows/shell"><s:Header><wsa:RelatesTo>%s</wsa:RelatesTo></s:Header><s:Body>%s</s:Body></s:Envelope>'
CREATED = ('<t:ResourceCreated xmlns:t="http://schemas.xmlsoap.org/ws/2004/09/transfer"><wsa:ReferenceParameters><w:SelectorSet xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd">'
    '<w:Selector Name="ShellId">11111111-2222-3333-4444-555555555555</w:Selector></w:SelectorSet></wsa:ReferenceParameters></t:ResourceCreated>')
def answer(text):
    action = re.search(r"Action[^>]*>[^<]*/(\w+)<", text)[1]
    asked.append((action, text))
    if action == "Create":
        return "<rsp:Shell><rsp:ShellId>11111111-2222-3333-4444-555555555555</rsp:ShellId></rsp:Shell>" + CREATED
    if action == "Command":
        return "<rsp:CommandResponse><rsp:CommandId>7</rsp:CommandId></rsp:CommandResponse>"
    if action == "Receive":
        return '<rsp:ReceiveResponse><rsp:Stream Name="stdout" CommandId="7">%s</rsp:Stream><rsp:CommandState CommandId="7" State="http://schemas.microsoft.com/wbem/wsman/1/windows/shell/CommandState/Done"><rsp:ExitCode>3</rsp:ExitCode></rsp:CommandState></rsp:ReceiveResponse>' % base64.b64encode("Schnee fällt\r\n".encode("cp437")).decode()
    return ""
class Windows(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def reply(self, code, headers, data=b""):
        self.send_response(code)
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers(); self.wfile.write(data)
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        token = self.headers.get("Authorization", "").partition(" ")[2]
        context = contexts.get(self.client_address)
        if not context and not token:
            return self.reply(401, {"WWW-Authenticate": "Negotiate"})
        if token:
            if not context or context.complete:
                context = contexts[self.client_address] = spnego.server(hostname="localhost", service="http", protocol="negotiate", options=spnego.NegotiateOptions.use_negotiate)
            try:
                out = context.step(base64.b64decode(token))
            except spnego.exceptions.SpnegoError:
                contexts.pop(self.client_address)
                return self.reply(401, {"WWW-Authenticate": "Negotiate"})
            if not context.complete:
                return self.reply(401, {"WWW-Authenticate": "Negotiate " + base64.b64encode(out).decode()})
        assert context.complete
        if not body:
            return self.reply(200, {"WWW-Authenticate": "Negotiate " + base64.b64encode(out).decode()} if token and out else {})
        secret = WinRMEncryption(context, WinRMEncryption.SPNEGO)
        text = secret.unwrap_message(body, "Encrypted Boundary").decode()
        kind, data = secret.wrap_message((SOAP % (re.search("MessageID[^>]*>([^<]*)<", text)[1], answer(text))).encode())
        self.reply(200, {"Content-Type": kind + ';protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"'}, data)
    def log_message(self, *a):
        pass
host = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Windows)
threading.Thread(target=host.serve_forever, daemon=True).start()
def client(**more):
    return Client("127.0.0.1", port=host.server_port, ssl=False, no_proxy=True, **more)
with client(username="SNOW\\flake", password="Secret7", auth="ntlm") as c:
    out, err, code = c.execute_cmd("dir C:\\Schnee")
assert (out, err, code) == ("Schnee fällt\r\n", "", 3), (out, err, code)
assert [a for a, _ in asked] == ["Create", "Command", "Receive", "Signal", "Delete"], asked
assert "dir C:\\Schnee" in asked[1][1] and "11111111-2222-3333-4444-555555555555" in asked[2][1]
try:
    with client(username="SNOW\\flake", password="wrong", auth="ntlm") as c:
        c.execute_cmd("dir")
    raise SystemExit("no error")
except AuthenticationError:
    pass
def der(tag, *parts):   # ASN.1, short
    data = b"".join(parts)
    return bytes([tag]) + (bytes([len(data)]) if len(data) < 128 else bytes([0x81, len(data)])) + data
text = lambda s: der(0x1B, s)
ERROR = der(0x7E, der(0x30, der(0xA0, der(2, b"\5")), der(0xA1, der(2, b"\x1e")), der(0xA4, der(0x18, b"20260106070000Z")), der(0xA5, der(2, b"\1")), der(0xA6, der(2, b"\6")),   # no such client
    der(0xA9, text(b"SNOW.TEST")), der(0xAA, der(0x30, der(0xA0, der(2, b"\2")), der(0xA1, der(0x30, text(b"krbtgt"), text(b"SNOW.TEST")))))))
kdc, letters = socket.create_server(("127.0.0.1", 0)), []
def know_nobody():
    while True:
        with kdc.accept()[0] as s:
            n, = struct.unpack(">L", s.recv(4, socket.MSG_WAITALL))
            letters.append(s.recv(n, socket.MSG_WAITALL))
            s.sendall(struct.pack(">L", len(ERROR)) + ERROR)
threading.Thread(target=know_nobody, daemon=True).start()
open(d + "/krb5.conf", "w").write("[libdefaults]\ndefault_realm = SNOW.TEST\ndns_lookup_kdc = false\ndns_lookup_realm = false\ndns_canonicalize_hostname = false\nudp_preference_limit = 1\n[realms]\nSNOW.TEST = {\nkdc = 127.0.0.1:%d\n}\n" % kdc.getsockname()[1])
try:
    with client(username="nobody@SNOW.TEST", password="x", auth="kerberos") as c:
        c.execute_cmd("dir")
    raise SystemExit("no error")
except Exception as e:
    error = str(e) + str(e.__cause__)
assert letters and letters[0][0] == 0x6A and b"nobody" in letters[0] and b"SNOW.TEST" in letters[0], (error, letters)   # an AS-REQ
assert "not found in Kerberos database" in error, error
