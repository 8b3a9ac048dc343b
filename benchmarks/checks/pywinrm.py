"""pywinrm: runs commands on Windows by WS-Management; its kerberos extra logs in, and hides what is said, with the system's GSSAPI.

round: 7
native: no
extra: pywinrm[kerberos]
apt: libkrb5-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import base64, os, re, struct, sys, threading, uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
# What a KDC would have given, made here: a keytab, and a ticket of its service for alice (RFC 4120, RFC 8009)
import hashlib, hmac, os, struct, tempfile, time
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
d, service_key, session_key = tempfile.mkdtemp(), os.urandom(16), os.urandom(16)
def der(tag, *parts):
    body = b"".join(parts)
    return bytes([tag]) + (bytes([len(body)]) if len(body) < 128 else b"\x82" + struct.pack(">H", len(body))) + body
fields = lambda *parts: der(0x30, *(der(0xA0 + n, part) for n, part in parts))
number, text = lambda n: der(2, bytes([n])), lambda s: der(27, s.encode())
name = lambda kind, *words: fields((0, number(kind)), (1, der(0x30, *map(text, words))))
def sealed(data, usage):
    derived = lambda label: hmac.digest(service_key, b"\0\0\0\1" + struct.pack(">IB", usage, label) + b"\0" + b"\0\0\0\x80", "sha256")[:16]
    data = os.urandom(16) + data; missing = -len(data) % 16
    cipher = Cipher(algorithms.AES(derived(0xAA)), modes.CBC(bytes(16))).encryptor().update(data + bytes(missing))
    cipher = cipher[:-32] + cipher[-16:] + cipher[-32:-16 - missing]
    return cipher + hmac.digest(derived(0x55), bytes(16) + cipher, "sha256")[:16]
def prepare(service, realm="SNOW.TEST", now=int(time.time())):
    at = lambda t: der(24, time.strftime("%Y%m%d%H%M%SZ", time.gmtime(t)).encode())
    inside = der(0x63, fields((0, der(3, b"\0\0\x20\0\0")), (1, fields((0, number(19)), (1, der(4, session_key)))), (2, text(realm)), (3, name(1, "alice")),
        (4, fields((0, number(1)), (1, der(4)))), (5, at(now)), (6, at(now)), (7, at(now + 9000))))
    ticket = der(0x61, fields((0, number(5)), (1, text(realm)), (2, name(2, service, "localhost")), (3, fields((0, number(19)), (1, number(1)), (2, der(4, sealed(inside, 2)))))))
    long, short = lambda b: struct.pack(">I", len(b)) + b, lambda s: struct.pack(">H", len(s)) + s.encode()
    who = lambda kind, *words: struct.pack(">II", kind, len(words)) + b"".join(long(w.encode()) for w in (realm, *words))
    entry = b"\0\2" + short(realm) + short(service) + short("localhost") + struct.pack(">IIBHH", 2, now, 1, 19, 16) + service_key
    open(d + "/keytab", "wb").write(b"\5\2" + long(entry))
    open(d + "/cache", "wb").write(b"\5\4\0\0" + who(1, "alice") + who(1, "alice") + who(2, service, "localhost") + struct.pack(">H", 19) + long(session_key)
        + struct.pack(">IIIIBIII", now, now, now + 9000, 0, 0, 0x200000, 0, 0) + long(ticket) + long(b""))
    open(d + "/krb5.conf", "w").write(f"[libdefaults]\ndefault_realm = {realm}\nrdns = false\ndns_canonicalize_hostname = false\ndns_lookup_kdc = false\ndns_lookup_realm = false\n"
        f"[realms]\n{realm} = {{\n kdc = 127.0.0.1:9\n}}\n[domain_realm]\nlocalhost = {realm}\n")
    os.environ.update(KRB5_CONFIG=d + "/krb5.conf", KRB5CCNAME="FILE:" + d + "/cache", KRB5_KTNAME="FILE:" + d + "/keytab", KRB5RCACHENAME="none:")
prepare("HTTP")

import kerberos, winrm
from winrm.exceptions import InvalidCredentialsError
KIND, EDGE, asked, contexts = b"application/HTTP-SPNEGO-session-encrypted", b"--Encrypted Boundary", [], []
STATE = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/CommandState/Done"
def answer(request):
    action, message = (re.search(rf"<a:{tag}[^>]*>([^<]*)<", request)[1] for tag in ("Action", "MessageID"))
    command, words = (re.search(rf"<rsp:{tag}>([^<]*)<", request) for tag in ("Command", "Arguments"))
    if command: asked.append((command[1], words and words[1]))
    out = lambda name, data: f'<rsp:Stream Name="{name}" CommandId="c">{base64.b64encode(data).decode()}</rsp:Stream>'
    body = {"Create": '<w:Selector Name="ShellId">11112222-3333-4444-5555-666677778888</w:Selector>', "Command": "<rsp:CommandId>c</rsp:CommandId>",
        "Receive": out("stdout", f"did {asked}".encode()) + out("stderr", b"" if len(asked) < 2 else b"cold") + f'<rsp:CommandState State="{STATE}"><rsp:ExitCode>{len(asked)}</rsp:ExitCode></rsp:CommandState>'}
    return f"""<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
 xmlns:rsp="http://schemas.microsoft.com/wbem/wsman/1/windows/shell"><s:Header><a:RelatesTo>{message}</a:RelatesTo></s:Header><s:Body>{body.get(action.split("/")[-1], "")}</s:Body></s:Envelope>""".encode()
class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        data, back, reply, said = self.rfile.read(int(self.headers.get("Content-Length") or 0)), "", b"", self.headers.get("Authorization", "")
        if said:
            contexts.append(kerberos.authGSSServerInit("HTTP@localhost")[1])
            assert kerberos.authGSSServerStep(contexts[-1], said.split()[1]) == 1 and kerberos.authGSSServerUserName(contexts[-1]) == "alice@SNOW.TEST"
            back = " " + kerberos.authGSSServerResponse(contexts[-1])
        elif data:
            assert b"Envelope>" not in data, data   # nothing in the clear
            sealed = data.split(b"octet-stream\r\n", 1)[1].removesuffix(EDGE + b"--\r\n")
            n = struct.unpack("<i", sealed[:4])[0]
            plain = answer(kerberos.authGSSWinRMDecryptMessage(contexts[-1], sealed[4 + n:], sealed[4:4 + n]).decode())
            sealed, head = kerberos.authGSSWinRMEncryptMessage(contexts[-1], plain)
            reply = b"%b\r\n\tContent-Type: %b\r\n\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=%d\r\n%b\r\n\tContent-Type: application/octet-stream\r\n%b%b%b--\r\n" % (
                EDGE, KIND, len(plain), EDGE, struct.pack("<i", len(head)) + head, sealed, EDGE)
        self.send_response(200); self.send_header("Content-Length", str(len(reply))); self.send_header("WWW-Authenticate", "Negotiate" + back)
        self.send_header("Content-Type", f'multipart/encrypted;protocol="{KIND.decode()}";boundary="Encrypted Boundary"'); self.end_headers(); self.wfile.write(reply)
    def log_message(self, *a): pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Server); server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
session = winrm.Session(f"http://localhost:{server.server_address[1]}/wsman", auth=("alice@SNOW.TEST", ""), transport="kerberos", message_encryption="always", proxy=None)
r = session.run_cmd("ipconfig", ["/all"])
assert r.status_code == 1 and r.std_out == b"did [('ipconfig', '/all')]" and r.std_err == b"", (r.std_out, r.std_err)
r = session.run_ps("Get-Snow")
assert r.status_code == 2 and r.std_err.strip() == b"cold" and "powershell" in asked[1][0], (asked, r.std_err)
assert base64.b64decode(asked[1][0].split()[-1]).decode("utf-16le") == "Get-Snow", asked
server.shutdown()
