"""smbprotocol: a client of Windows' shares (SMB 2 and 3); its kerberos extra logs in with the system's GSSAPI; here to a server made here.

round: 7
native: no
extra: smbprotocol[kerberos]
apt: libkrb5-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import socketserver, struct, sys, threading, uuid
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
prepare("cifs")

import spnego
from smbprotocol.connection import Connection, Dialects
from smbprotocol.exceptions import ObjectNameNotFound, SMBResponseException
from smbprotocol.open import CreateDisposition, CreateOptions, FileAttributes, FilePipePrinterAccessMask, ImpersonationLevel, Open, ShareAccess
from smbprotocol.session import Session
from smbprotocol.tree import TreeConnect
GUID, files, who, signed = uuid.uuid4().bytes, {"old.txt": b"snow in the north\n"}, [], []
class Server(socketserver.BaseRequestHandler):
    def handle(self):
        context, key, names, word = None, None, {}, self.request.makefile("rb")
        while len(head := word.read(4)) == 4:
            message = word.read(struct.unpack(">I", head)[0])
            command, flags, number = struct.unpack_from("<H2xI4xQ", message, 12)
            body, status, out, done = message[64:], 0, struct.pack("<HH", 4, 0), False
            if key:   # what is said after the login is signed
                assert flags & 8 and hmac.digest(key, message[:48] + bytes(16) + message[64:], "sha256")[:16] == message[48:64], command
                signed.append(command)
            if command == 0: out = struct.pack("<HHHH16sIIIIQQHHI", 65, 1, 0x210, 0, GUID, 4, 65536, 65536, 65536, 0, 0, 128, 0, 0)
            elif command == 1:
                context = context or spnego.server(hostname="localhost", service="cifs", protocol="kerberos")
                at, n = struct.unpack_from("<HH", body, 12)
                back = context.step(message[at:at + n]) or b""; done = context.complete
                out, status = struct.pack("<HHHH", 9, 0, 72, len(back)) + back, 0 if done else 0xC0000016
                if done: who.append(context.client_principal)
            elif command == 3: out = struct.pack("<HBBIII", 16, 1, 0, 0, 0, 0x1F01FF)
            elif command == 5:
                at, n = struct.unpack_from("<HH", body, 44)
                name, wanted = message[at:at + n].decode("utf-16le"), struct.unpack_from("<I", body, 36)[0]
                if name not in files and wanted == 1: status, out = 0xC0000034, struct.pack("<HHIB", 9, 0, 0, 0)   # there is none to open
                else:
                    files.setdefault(name, b""); file = uuid.uuid4().bytes; names[file] = name
                    out = struct.pack("<HBBIQQQQQQII16sII", 89, 0, 0, 1, 0, 0, 0, 0, 0, len(files[name]), 128, 0, file, 0, 0)
            elif command == 6: out = struct.pack("<HHIQQQQQQI", 60, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            elif command == 8:
                n, at = struct.unpack_from("<IQ", body, 4)
                data = files[names[body[16:32]]][at:at + n]
                out = struct.pack("<HBBIII", 17, 80, 0, len(data), 0, 0) + data
            elif command == 9:
                start, n, at = struct.unpack_from("<HIQ", body, 2)
                name = names[body[16:32]]
                files[name] = files[name][:at] + message[start:start + n]
                out = struct.pack("<HHIIHH", 17, 0, n, 0, 0, 0)
            elif command == 11: out = struct.pack("<HHI16sIIIIII", 49, 0, 0x140204, b"\xff" * 16, 112, 0, 112, 24, 0, 0) + struct.pack("<I16sHH", 4, GUID, 1, 0x210)   # what was agreed on before the login
            if done: key = context.session_key[:16]
            reply = b"\xfeSMB" + struct.pack("<HHIHHIIQIIQ", 64, 1, status, command, 32, 9 if key else 1, 0, number, 0, 1, 77) + bytes(16) + out
            if key: reply = reply[:48] + hmac.digest(key, reply, "sha256")[:16] + reply[64:]
            self.request.sendall(struct.pack(">I", len(reply)) + reply)
class Servers(socketserver.ThreadingTCPServer): daemon_threads = True
server = Servers(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
connection = Connection(uuid.uuid4(), "localhost", server.server_address[1])
connection.connect(Dialects.SMB_2_1_0, timeout=20)
session = Session(connection, username=None, password=None, require_encryption=False, auth_protocol="kerberos")
session.connect()
assert who == ["alice@SNOW.TEST"], who
tree = TreeConnect(session, r"\\localhost\winter"); tree.connect()
def opened(name, how):
    file = Open(tree, name)
    file.create(ImpersonationLevel.Impersonation, FilePipePrinterAccessMask.GENERIC_READ | FilePipePrinterAccessMask.GENERIC_WRITE, FileAttributes.FILE_ATTRIBUTE_NORMAL,
        ShareAccess.FILE_SHARE_READ, how, CreateOptions.FILE_NON_DIRECTORY_FILE)
    return file
old = opened("old.txt", CreateDisposition.FILE_OPEN)
assert old.end_of_file == 18 and old.read(0, 18) == b"snow in the north\n" and old.read(8, 4) == b"the "; old.close()
new = opened("new.txt", CreateDisposition.FILE_OPEN_IF)
assert new.write(b"120 cm", 0) == 6 and new.write(b" deep", 6) == 5 and new.read(0, 11) == b"120 cm deep"; new.close()
assert files["new.txt"] == b"120 cm deep" and {3, 5, 6, 8, 9} <= set(signed), (files, signed)
try: opened("none.txt", CreateDisposition.FILE_OPEN); sys.exit("it opened none")
except (ObjectNameNotFound, SMBResponseException) as e: assert "c0000034" in str(e).lower(), e
tree.disconnect(); session.disconnect(); connection.disconnect()
server.shutdown()
