"""suricata-update: gathers rules for Suricata, changes them as told, and has Suricata test them.

round: 9
native: yes
extra: pyyaml
apt: suricata
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import hashlib, http.server, io, re, subprocess, tarfile, tempfile, threading
d = tempfile.mkdtemp()
def write(name, text):
    with open(f"{d}/{name}", "w") as file: file.write(text)
write("suricata.yaml", f"""%YAML 1.1
---
vars:
  address-groups: {{HOME_NET: "[192.168.0.0/16]", EXTERNAL_NET: "!$HOME_NET", HTTP_SERVERS: "$HOME_NET"}}
  port-groups: {{HTTP_PORTS: "80"}}
default-log-dir: {d}
default-rule-path: {d}/rules
rule-files: [suricata.rules]
classification-file: {d}/classes.config
app-layer: {{protocols: {{http: {{enabled: "yes"}}, tls: {{enabled: "yes", detection-ports: {{dp: 443}}}}, dns: {{tcp: {{enabled: "yes", detection-ports: {{dp: 53}}}}, udp: {{enabled: "yes", detection-ports: {{dp: 53}}}}}}, ssh: {{enabled: "no"}}, modbus: {{enabled: "no"}}, dnp3: {{enabled: "no"}}}}}}
outputs: []
""")
write("classes.config", "config classification: weather,Weather,3\n")
rule = 'alert {} any any -> any any (msg:"{}"; {}classtype:weather; sid:{}; rev:1;)\n'
pack = rule.format("tcp", "SNOW falls", 'content:"snow"; ', 1000001) + "# " + rule.format("tcp", "ICE melts", 'content:"ice"; pcre:"/ice+/i"; ', 1000002) \
    + rule.format("http", "RAIN", 'http.uri; content:"/rain"; ', 1000003) + rule.format("ssh", "HAIL", "", 1000004) + rule.format("udp", "FOG", 'content:"fog"; ', 1000005)
def archive(text):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar: info = tarfile.TarInfo("rules/winter.rules"); info.size = len(text); tar.addfile(info, io.BytesIO(text.encode()))
    return file.getvalue()
served = {"/winter.tar.gz": archive(pack)}; served["/winter.tar.gz.md5"] = hashlib.md5(served["/winter.tar.gz"]).hexdigest().encode(); agents = set()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self): agents.add(self.headers["User-Agent"]); body = served.get(self.path); self.send_response(200 if body else 404); self.end_headers(); self.wfile.write(body or b"")
    def log_message(self, *words): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler); threading.Thread(target=server.serve_forever, daemon=True).start()
write("disable.conf", "1000001\n"); write("enable.conf", "re:ICE\n"); write("drop.conf", "1000005\n"); write("modify.conf", '1000003 "/rain" "/sleet"\n')
os.mkdir(d + "/local")
def update(code=0):
    words = ["-D", d + "/data", "-o", d + "/rules", "--suricata-conf", d + "/suricata.yaml", "--url", f"http://127.0.0.1:{server.server_port}/winter.tar.gz", "--local", d + "/local", "--no-reload", "-f", "--now",
        *(word for name in ("disable", "enable", "modify", "drop") for word in (f"--{name}-conf", f"{d}/{name}.conf"))]
    done = subprocess.run([sys.executable, "-c", "from suricata.update import main; main.main()", *words], env=os.environ | {"no_proxy": "*", "HOME": d}, capture_output=True, text=True, timeout=120)
    assert done.returncode == code, done; return done.stdout + done.stderr
def rules(): return {int(re.search(r"sid:(\d+)", line)[1]): line.strip() for line in open(d + "/rules/suricata.rules") if "sid:" in line}
said = update(); found = rules(); version = re.search(r"Found Suricata version (\S+) at", said)[1]
assert "Testing with suricata -T" in said and any(f"Suricata: {version}" in agent for agent in agents), (said, agents)
assert found[1000001].startswith("# alert tcp") and found[1000002].startswith('alert tcp any any -> any any (msg:"ICE melts"') and '"/sleet"' in found[1000003] and found[1000004].startswith("# alert ssh") and found[1000005].startswith("drop udp"), found
write("local/own.rules", rule.format("tcp", "WIND", 'content:"wind"; ', 1000006)); update(); assert len(rules()) == len(found) + 1 and "WIND" in rules()[1000006]
write("local/own.rules", rule.format("tcp", "STORM", 'content:"storm"; no_such_word:1; ', 1000006))   # which Suricata does not take: the former ones stay
said = update(1); assert "Suricata test failed" in said and "WIND" in rules()[1000006], said
