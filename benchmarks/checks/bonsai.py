"""bonsai: asks LDAP directories, with OpenLDAP's client library (the directory here is another process that speaks enough of it).

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, signal, socketserver, tempfile
def tlv(tag, *parts):
    body = b"".join(parts)
    size = bytes([len(body)]) if len(body) < 128 else bytes([0x82]) + len(body).to_bytes(2, "big")
    return bytes([tag]) + size + body
octets = lambda text: tlv(4, text.encode())
done = lambda tag: tlv(tag, tlv(10, b"\0"), octets(""), octets(""))
asked = tempfile.mkstemp()[1]
class Directory(socketserver.BaseRequestHandler):
    def handle(self):
        data = b""
        while True:
            more = self.request.recv(65536)
            if not more: return
            data += more
            while len(data) > 2:
                size, start = data[1], 2
                if size & 0x80:
                    start += size & 0x7F; size = int.from_bytes(data[2:start], "big")
                if len(data) < start + size: break
                message, data = data[start:start + size], data[start + size:]
                number = message[:2 + message[1]]; op = message[2 + message[1]:]
                open(asked, "ab").write(op)
                if op[0] == 0x60: answers = [done(0x61)]
                elif op[0] == 0x63:
                    values = lambda name, *all: tlv(0x30, octets(name), tlv(0x31, *map(octets, all)))
                    entry = tlv(0x64, octets("cn=flake,dc=snow"), tlv(0x30, values("cn", "flake"), values("mail", "a@example.org", "b@example.org"), values("objectClass", "person")))
                    answers = [entry, done(0x65)]
                else: answers = []
                for answer in answers: self.request.sendall(tlv(0x30, number, answer))
server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Directory); server.daemon_threads = True
server_pid = os.fork()   # not a thread: the library waits with the interpreter locked
if not server_pid: server.serve_forever()
import bonsai
client = bonsai.LDAPClient("ldap://127.0.0.1:%d" % server.server_address[1])
client.set_credentials("SIMPLE", user="cn=admin,dc=snow", password="secret")
try:
    with client.connect(timeout=20) as connection:
        found = connection.search("dc=snow", bonsai.LDAPSearchScope.SUB, "(cn=fl*)", timeout=20)
finally: os.kill(server_pid, signal.SIGKILL)
assert len(found) == 1 and str(found[0].dn) == "cn=flake,dc=snow" and sorted(found[0]["mail"]) == ["a@example.org", "b@example.org"], found
said = open(asked, "rb").read()
assert b"cn=admin,dc=snow" in said and b"secret" in said, said
assert bonsai.utils.escape_filter_exp("a*b").lower() == "a\\2ab"
