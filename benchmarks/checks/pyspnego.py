"""pyspnego: Negotiate, NTLM and Kerberos for clients and servers; Kerberos with the system's GSSAPI.

round: 7
native: no
extra: pyspnego[kerberos]
apt: libkrb5-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import base64, json, os, subprocess, sys
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
prepare("host")

import spnego
from spnego.exceptions import BadMICError, SpnegoError
def talk(**how):
    client, server = spnego.client(hostname="localhost", service="host", **how), spnego.server(hostname="localhost", service="host", **how)
    token = client.step()
    first = token
    while token is not None:
        token = server.step(token)
        if token is not None: token = client.step(token)
    assert client.complete and server.complete
    return client, server, first
for protocol in ("kerberos", "negotiate"):
    client, server, first = talk(protocol=protocol)
    assert server.client_principal == "alice@SNOW.TEST" and client.negotiated_protocol == server.negotiated_protocol == "kerberos", server.client_principal
    assert client.session_key == server.session_key and len(client.session_key) >= 16
    sealed = client.wrap(b"snow in the north")
    assert b"snow" not in sealed.data and sealed.encrypted and server.unwrap(sealed.data).data == b"snow in the north"
    mic = server.sign(b"ice"); client.verify(b"ice", mic)
    mic = server.sign(b"ice")
    try: client.verify(b"water", mic); sys.exit("a wrong signature was verified")
    except SpnegoError: pass
    winrm = client.wrap_winrm(b"message")   # needs GSSAPI's extension for DCE
    assert server.unwrap_winrm(winrm.header, winrm.data) == b"message"
    r = subprocess.run([sys.executable, "-m", "spnego", "--token", base64.b64encode(first).decode()], capture_output=True, text=True, timeout=60)
    assert r.returncode == 0 and "SNOW.TEST" in r.stdout and json.loads(r.stdout), r
open(d + "/users", "w").write("SNOW:bob:Secret1\n"); os.environ["NTLM_USER_FILE"] = d + "/users"
client = spnego.client("SNOW\\bob", "Secret1", protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm)
server = spnego.server(protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm)
server.step(client.step(server.step(client.step())))
assert server.complete and server.client_principal == "SNOW\\bob" and server.unwrap(client.wrap(b"ice").data).data == b"ice"
