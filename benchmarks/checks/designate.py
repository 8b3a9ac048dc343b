"""designate: DNS as a service: its central part and its HTTP interface, in one process, with SQLite.

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, sqlite3, subprocess, sys, tempfile, threading, urllib.error, urllib.request, wsgiref.simple_server
d = tempfile.mkdtemp(); os.environ.update(HOME=d, LC_ALL="C.UTF-8"); os.chdir(d)
open("designate.conf", "w").write(f"""[DEFAULT]
transport_url = fake:/
state_path = {d}
[oslo_concurrency]
lock_path = {d}
[service:api]
auth_strategy = noauth
api_paste_config = {sys.prefix}/etc/designate/api-paste.ini
enable_api_v2 = True
[service:central]
managed_resource_tenant_id = 123456
[storage:sqlalchemy]
connection = sqlite:///{d}/dns.sqlite
[network_api:neutron]
[heartbeat_emitter]
emitter_type = noop
""")
manage = [os.path.join(sys.prefix, "bin", "designate-manage"), "--config-file", d + "/designate.conf"]
r = subprocess.run([*manage, "database", "sync"], capture_output=True, text=True, timeout=100); assert r.returncode == 0, r
tables = {row[0] for row in sqlite3.connect("dns.sqlite").execute("select name from sqlite_master")}; assert {"zones", "recordsets", "records", "pools", "alembic_version"} <= tables, tables
import designate.conf
from designate import utils
from designate.central import service as central_service
sys.argv = ["designate", "--config-file", d + "/designate.conf"]
utils.read_config("designate", sys.argv)
central = central_service.Service(); central.start()
from designate.manage.pool import PoolCommands
open("pools.yaml", "w").write("""- name: default
  description: snow
  attributes: {}
  ns_records: [{hostname: ns1.snow.example., priority: 1}]
  nameservers: [{host: 127.0.0.1, port: 5353}]
  targets: [{type: fake, description: f, masters: [{host: 127.0.0.1, port: 5354}], options: {host: 127.0.0.1, port: 5353}}]
""")
PoolCommands().update(d + "/pools.yaml", False)
from paste import deploy
app = deploy.loadapp(f"config:{sys.prefix}/etc/designate/api-paste.ini", name="osapi_dns")
class Quiet(wsgiref.simple_server.WSGIRequestHandler): log_message = lambda *a: None
server = wsgiref.simple_server.make_server("127.0.0.1", 0, app, handler_class=Quiet); threading.Thread(target=server.serve_forever, daemon=True).start()
def ask(method, path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{server.server_port}{path}", json.dumps(body).encode() if body is not None else None, {"Content-Type": "application/json", "Accept": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer: return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error: return error.code, json.loads(error.read() or b"null")
status, zone = ask("POST", "/v2/zones", {"name": "alps.example.", "email": "ada@alps.example", "ttl": 7200})
assert status == 202 and zone["name"] == "alps.example." and zone["serial"] > 0 and zone["status"] in ("PENDING", "ACTIVE"), (status, zone)
status, record = ask("POST", f"/v2/zones/{zone['id']}/recordsets", {"name": "peak.alps.example.", "type": "A", "ttl": 60, "records": ["192.0.2.7", "192.0.2.8"]})
assert status in (201, 202) and sorted(record["records"]) == ["192.0.2.7", "192.0.2.8"], (status, record)
status, all_ = ask("GET", f"/v2/zones/{zone['id']}/recordsets"); kinds = {r["type"]: r["records"] for r in all_["recordsets"]}
assert set(kinds) == {"SOA", "NS", "A"} and kinds["NS"] == ["ns1.snow.example."] and "ada.alps.example." in kinds["SOA"][0], all_
status, wrong = ask("POST", f"/v2/zones/{zone['id']}/recordsets", {"name": "bad.alps.example.", "type": "A", "records": ["not an address"]}); assert status == 400 and wrong["type"] == "invalid_object", (status, wrong)
status, wrong = ask("POST", "/v2/zones", {"name": "alps.example.", "email": "b@alps.example"}); assert status == 409 and wrong["type"] == "duplicate_zone", (status, wrong)
assert ask("GET", "/v2/zones?name=alps.*")[1]["metadata"]["total_count"] == 1 and ask("GET", "/v2/zones/00000000-0000-0000-0000-000000000000")[0] == 404
rows = sqlite3.connect("dns.sqlite").execute("select name, email, ttl from zones").fetchall(); assert rows == [("alps.example.", "ada@alps.example", 7200)], rows
status, gone = ask("DELETE", f"/v2/zones/{zone['id']}"); assert status == 202 and gone["action"] == "DELETE", (status, gone)
sys.stdout.flush(); os._exit(0)   # threads of the central part go on
