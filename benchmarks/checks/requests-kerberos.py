"""requests-kerberos: Kerberos for requests, with the system's GSSAPI.

round: 7
native: yes
apt: libkrb5-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import base64, os, sys, threading
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

import requests, spnego
from requests_kerberos import DISABLED, OPTIONAL, REQUIRED, HTTPKerberosAuth, MutualAuthenticationError
class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        said, back, who = self.headers.get("Authorization", ""), "", ""
        if said.startswith("Negotiate "):
            context = spnego.server(hostname="localhost", service="HTTP", protocol="kerberos")
            back, who = context.step(base64.b64decode(said[10:])) or b"", context.client_principal
        body = f"{who} asks {self.path}".encode()
        self.send_response(200 if who else 401)
        if self.path != "/nobody": self.send_header("WWW-Authenticate", "Negotiate" + (" " + base64.b64encode(back).decode() if who else ""))
        elif not who: self.send_header("WWW-Authenticate", "Negotiate")
        self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self, *a): pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Server); server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
session = requests.Session(); session.trust_env = False
get = lambda path, **how: session.get(f"http://localhost:{server.server_address[1]}{path}", timeout=20, **how)
assert get("/snow").status_code == 401
for how in (dict(mutual_authentication=REQUIRED), dict(mutual_authentication=OPTIONAL, force_preemptive=True), dict(mutual_authentication=DISABLED)):
    r = get("/snow", auth=HTTPKerberosAuth(**how))
    assert r.status_code == 200 and r.text == "alice@SNOW.TEST asks /snow", (how, r.status_code, r.text)
    assert len(r.history) == (0 if how.get("force_preemptive") else 1), r.history
try: get("/nobody", auth=HTTPKerberosAuth(mutual_authentication=REQUIRED)); sys.exit("a server that did not prove itself was believed")
except MutualAuthenticationError: pass
assert get("/nobody", auth=HTTPKerberosAuth(mutual_authentication=OPTIONAL)).text.startswith("alice@")
os.environ["KRB5CCNAME"] = "FILE:" + d + "/none"
try: refused = get("/snow", auth=HTTPKerberosAuth()).status_code
except Exception as e: refused = type(e).__name__
assert refused in (401, "KerberosExchangeError"), refused   # without a ticket
server.shutdown()
