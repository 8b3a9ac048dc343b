"""PyGreSQL: PostgreSQL's libpq from Python (the server here is another process that speaks enough of it).

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, signal, socketserver, struct
class Database(socketserver.BaseRequestHandler):   # as much of PostgreSQL's protocol as is asked for
    def handle(self):
        f = self.request.makefile("rwb")
        say = lambda kind, body=b"": f.write(kind + struct.pack("!i", len(body) + 4) + body)
        row = lambda *values: struct.pack("!h", len(values)) + b"".join(struct.pack("!i", len(v)) + v for v in values)
        describe = lambda: say(b"T", struct.pack("!h", 2) + b"n\0" + struct.pack("!ihihih", 0, 0, 23, 4, -1, 0) + b"word\0" + struct.pack("!ihihih", 0, 0, 25, -1, -1, 0))
        def rows(): say(b"D", row(b"42", b"snow")); say(b"D", row(b"-7", "Flöckchen".encode())); say(b"C", b"SELECT 2\0")
        while True:
            size, code = struct.unpack("!ii", f.read(8)); rest = f.read(size - 8)
            if code in (80877103, 80877104): f.write(b"N"); f.flush(); continue   # no TLS, no GSS
            break
        say(b"R", struct.pack("!i", 0))
        for name, value in (("server_version", "17.0"), ("client_encoding", "UTF8"), ("server_encoding", "UTF8"), ("standard_conforming_strings", "on"), ("DateStyle", "ISO, MDY"), ("TimeZone", "UTC"), ("integer_datetimes", "on")):
            say(b"S", name.encode() + b"\0" + value.encode() + b"\0")
        say(b"K", struct.pack("!ii", 1, 2)); say(b"Z", b"I"); f.flush()
        while kind := f.read(1):
            body = f.read(struct.unpack("!i", f.read(4))[0] - 4)
            if kind == b"X": return
            if kind == b"Q":
                if b"broken" in body: say(b"E", b"SERROR\0VERROR\0C42601\0Mno such snow\0\0")
                else: describe(); rows()
                say(b"Z", b"I")
            elif kind == b"P": broken = b"broken" in body; say(b"E", b"SERROR\0VERROR\0C42601\0Mno such snow\0\0") if broken else say(b"1")
            elif kind == b"B" and not broken: say(b"2")
            elif kind == b"D" and not broken: describe()
            elif kind == b"E" and not broken: rows()
            elif kind == b"S": broken = False; say(b"Z", b"I")
            f.flush()
server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Database); server.daemon_threads = True
server_pid = os.fork()
if not server_pid: server.serve_forever()
port = server.server_address[1]

try:
    import pg
    c = pg.connect(dbname="ice", host="127.0.0.1", port=port, user="ada")
    assert c.server_version == 170000 and c.status == 1 and c.db == "ice", (c.server_version, c.status)
    q = c.query("select n, word from flakes")
    assert q.listfields() == ("n", "word") and q.getresult() == [(42, "snow"), (-7, "Flöckchen")], q.getresult()
    assert q.dictresult()[0] == {"n": 42, "word": "snow"}
    assert c.query("select n, word from flakes where n > $1", (3,)).getresult() is not None
    try: c.query("broken")
    except pg.ProgrammingError as e: assert "no such snow" in str(e) and e.sqlstate == "42601"
    else: raise AssertionError("no error")
    assert c.escape_literal("it's") == "'it''s'" and pg.unescape_bytea("\\x736e6f77") == b"snow" and c.escape_identifier('a"b') == '"a""b"'
    assert pg.get_pqlib_version() >= 130000
    c.close()
finally: os.kill(server_pid, signal.SIGKILL); os.waitpid(server_pid, 0)
