"""impyla: a client of Impala and Hive; its kerberos extra logs in with the system's GSSAPI.

round: 7
native: no
extra: impyla[kerberos], cryptography
apt: libkrb5-dev krb5-user
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, sys, threading
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
prepare("impala")

import kerberos
from impala._thrift_gen.TCLIService import TCLIService
from impala._thrift_gen.TCLIService.ttypes import *
from impala.dbapi import connect
from thrift.protocol.TBinaryProtocol import TBinaryProtocolAccelerated
from thrift.transport.TTransport import TMemoryBuffer
OK, asked, who = TStatus(TStatusCode.SUCCESS_STATUS), [], set()
handle = lambda: THandleIdentifier(b"g" * 16, b"s" * 16)
def column(name, kind, at): return TColumnDesc(name, TTypeDesc([TTypeEntry(TPrimitiveTypeEntry(kind))]), at)
class Hive:   # the server's side of HiveServer2's protocol, as far as a query needs it
    def OpenSession(self, r): return TOpenSessionResp(OK, TProtocolVersion.HIVE_CLI_SERVICE_PROTOCOL_V6, TSessionHandle(handle()))
    def CloseSession(self, r): return TCloseSessionResp(OK)
    def ExecuteStatement(self, r):
        asked.append(r.statement)
        return TExecuteStatementResp(OK, TOperationHandle(handle(), TOperationType.EXECUTE_STATEMENT, True))
    def GetOperationStatus(self, r): return TGetOperationStatusResp(OK, TOperationState.FINISHED_STATE)
    def GetResultSetMetadata(self, r): return TGetResultSetMetadataResp(OK, TTableSchema([column("place", TTypeId.STRING_TYPE, 1), column("depth", TTypeId.INT_TYPE, 2)]))
    def FetchResults(self, r):
        n = 3 if asked else 0   # then there are no more
        asked[:] = []
        return TFetchResultsResp(OK, False, TRowSet(0, [], [TColumn(stringVal=TStringColumn(["north", "south", ""][:n], b"\x04")), TColumn(i32Val=TI32Column([120, 3, 7][:n], b"\0"))]))
    def CloseOperation(self, r): return TCloseOperationResp(OK)
    def CancelOperation(self, r): return TCancelOperationResp(OK)
    def GetLog(self, r): return TGetLogResp(OK, "")
class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        read, made, said = TMemoryBuffer(self.rfile.read(int(self.headers["Content-Length"]))), TMemoryBuffer(), self.headers.get("Authorization", "")
        if said.lower().startswith("negotiate "):
            context = kerberos.authGSSServerInit("impala@localhost")[1]
            if kerberos.authGSSServerStep(context, said.split()[1]) == 1: who.add(kerberos.authGSSServerUserName(context))
            TCLIService.Processor(Hive()).process(TBinaryProtocolAccelerated(read), TBinaryProtocolAccelerated(made))
        self.send_response(200 if said else 401); self.send_header("Content-Length", str(len(made.getvalue()))); self.end_headers(); self.wfile.write(made.getvalue())
    def log_message(self, *a): pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Server); server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
where = dict(host="localhost", port=server.server_address[1], use_http_transport=True, http_path="cliservice")
connection = connect(auth_mechanism="GSSAPI", kerberos_service_name="impala", **where)
cursor = connection.cursor()
cursor.execute("select place, depth from snow where depth > %(least)s and place != %(not)s", {"least": 2, "not": "o'hill"})
assert [c[:2] for c in cursor.description] == [("place", "STRING"), ("depth", "INT")], cursor.description
assert "depth > 2" in asked[0] and "hill" in asked[0] and who == {"alice@SNOW.TEST"}, (asked, who)
rows = cursor.fetchall()
assert rows == [("north", 120), ("south", 3), (None, 7)], rows
cursor.close(); connection.close()
try: connect(auth_mechanism="NOSASL", **where).cursor(); sys.exit("it was let in without a ticket")
except Exception as e: assert "401" in str(e), e
server.shutdown()
