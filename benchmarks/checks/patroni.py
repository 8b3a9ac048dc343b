"""patroni: keeps a PostgreSQL cluster alive. The servers (PostgreSQL, Consul) are the user's own; here patronictl reads a cluster from a little Consul on loopback.

native: no
extra: psycopg[binary]
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import base64, http.server, json, os, subprocess, sys, tempfile, threading
d = tempfile.mkdtemp()
member = {"conn_url": "postgres://127.0.0.1:5432/postgres", "api_url": "http://127.0.0.1:8008/patroni", "state": "running", "role": "primary", "version": "4.1.5", "xlog_location": 100, "timeline": 3}
keys = {"initialize": "7012345678", "leader": "node-a", "members/node-a": json.dumps(member), "config": json.dumps({"ttl": 30})}
class Consul(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps([{"Key": "service/demo/" + k, "Value": base64.b64encode(v.encode()).decode(), "ModifyIndex": 7, "CreateIndex": 7, "Flags": 0, "LockIndex": 0, "Session": "s"} for k, v in keys.items()]).encode()
        self.send_response(200)
        for name, value in (("Content-Type", "application/json"), ("X-Consul-Index", "7"), ("Content-Length", str(len(body)))): self.send_header(name, value)
        self.end_headers(); self.wfile.write(body)
    log_message = lambda *a: None
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Consul)
threading.Thread(target=server.serve_forever, daemon=True).start()
open(d + "/p.yml", "w").write("scope: demo\nname: node-a\nconsul:\n  host: 127.0.0.1:%d\n" % server.server_address[1])
env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8"}
run = lambda *args: subprocess.run([os.path.join(sys.prefix, "bin", args[0]), *args[1:]], capture_output=True, text=True, timeout=120, cwd=d, env=env)
r = run("patronictl", "-c", d + "/p.yml", "list", "demo", "-f", "json")
assert r.returncode == 0 and [(m["Member"], m["Role"], m["State"], m["TL"]) for m in json.loads(r.stdout)] == [("node-a", "Leader", "running", 3)], r
r = run("patroni", "--validate-config", d + "/p.yml")   # it says what is missing
assert "postgresql" in r.stdout + r.stderr and "Traceback" not in r.stderr, r
from patroni.postgresql.misc import parse_lsn, postgres_version_to_int
assert postgres_version_to_int("15.4") == 150004 and parse_lsn("0/10") == 16
