"""Swift: OpenStack's store of objects, that runs alone too; copies or, with liberasurecode, pieces of them on several disks.

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import http.client, json, os, pwd, shutil, socket, subprocess, sys, time
d = os.path.join(os.getcwd(), "swift"); os.mkdir(d)   # not in /tmp: the file system must have extended attributes
bin = os.path.join(sys.prefix, "bin")
# The policies are read from /etc/swift only, which needs root.
START = "import importlib, sys; from swift.common import utils; utils.SWIFT_CONF_FILE = sys.argv[1] + '/swift.conf'; name = sys.argv[2]; del sys.argv[1:3]; importlib.import_module(name).main()"
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(4)]
ports = dict(zip(("proxy", "account", "container", "object"), (s.getsockname()[1] for s in sockets)))
for s in sockets: s.close()
open(d + "/swift.conf", "w").write("""
[swift-hash]
swift_hash_path_suffix = snow
[storage-policy:0]
name = whole
default = yes
[storage-policy:1]
name = pieces
policy_type = erasure_coding
ec_type = liberasurecode_rs_vand
ec_num_data_fragments = 2
ec_num_parity_fragments = 1
""")
def go(*words):
    r = subprocess.run(words, cwd=d, capture_output=True, text=True, timeout=60)
    assert r.returncode == 0, r
    return r.stdout
for name, server, copies in (("account", "account", 3), ("container", "container", 3), ("object", "object", 3), ("object-1", "object", 3)):
    builder = f"{d}/{name}.builder"
    go(bin + "/swift-ring-builder", builder, "create", "4", str(copies), "0")
    for disk in "abc": go(bin + "/swift-ring-builder", builder, "add", f"r1z1-127.0.0.1:{ports[server]}/{disk}", "1")
    go(bin + "/swift-ring-builder", builder, "rebalance")
for disk in "abc": os.makedirs(f"{d}/disks/{disk}")
running = []
try:
    for name, port in ports.items():
        pipeline = "catch_errors healthcheck proxy-logging proxy-server" if name == "proxy" else f"{name}-server"
        filters = "".join(f"[filter:{part}]\nuse = egg:swift#{part.replace('-', '_')}\n" for part in pipeline.split()[:-1])
        open(f"{d}/{name}.conf", "w").write(f"[DEFAULT]\nswift_dir = {d}\ndevices = {d}/disks\nmount_check = false\nbind_ip = 127.0.0.1\nbind_port = {port}\nworkers = 0\nuser = {pwd.getpwuid(os.geteuid()).pw_name}\nfallocate_reserve = 0\n"
            f"[pipeline:main]\npipeline = {pipeline}\n{filters}[app:{name}-server]\nuse = egg:swift#{name}\n" + ("account_autocreate = true\n" if name == "proxy" else ""))
        log = open(f"{d}/{name}.log", "w")
        running.append(subprocess.Popen([sys.executable, "-c", START, d, f"swift.{'obj' if name == 'object' else name}.server", f"{d}/{name}.conf", "-v"], stdin=subprocess.DEVNULL, stdout=log, stderr=log))
    def logs(): return {name: open(f"{d}/{name}.log").read()[-1500:] for name in ports}
    end = time.time() + 40
    for port in ports.values():
        while True:
            try: socket.create_connection(("127.0.0.1", port), 1).close(); break
            except OSError: assert time.time() < end, logs(); time.sleep(.2)
    def ask(method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", ports["proxy"], timeout=30)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse(); content = answer.read(); connection.close()
        assert answer.status < 300, (method, path, answer.status, content, logs())
        return content, answer.headers
    ask("PUT", "/v1/AUTH_snow/plain"); ask("PUT", "/v1/AUTH_snow/coded", X_Storage_Policy="pieces")
    data = os.urandom(300_000)
    for container in ("plain", "coded"):
        ask("PUT", f"/v1/AUTH_snow/{container}/a/flake", data, X_Object_Meta_Arms="6")
        content, headers = ask("GET", f"/v1/AUTH_snow/{container}/a/flake")
        assert content == data and headers["X-Object-Meta-Arms"] == "6", container
        assert ask("GET", f"/v1/AUTH_snow/{container}/a/flake", Range="bytes=1000-1999")[0] == data[1000:2000]
        listed = json.loads(ask("GET", f"/v1/AUTH_snow/{container}?format=json")[0])
        assert [(o["name"], o["bytes"]) for o in listed] == [("a/flake", 300_000)], listed
    files = {kind: [os.path.join(where, name) for where, _, names in os.walk(d + "/disks") if f"/{kind}/" in where for name in names if name.endswith(".data")] for kind in ("objects", "objects-1")}
    assert [os.path.getsize(name) for name in files["objects"]] == [300_000] * 3 and len(files["objects-1"]) == 3 and all(150_000 <= os.path.getsize(name) < 160_000 for name in files["objects-1"]), files
    shutil.rmtree(os.path.dirname(files["objects-1"][0])); os.remove(files["objects"][0])   # one disk loses them
    assert ask("GET", "/v1/AUTH_snow/coded/a/flake")[0] == data and ask("GET", "/v1/AUTH_snow/plain/a/flake")[0] == data
    ask("DELETE", "/v1/AUTH_snow/coded/a/flake")
    assert ask("GET", "/v1/AUTH_snow/coded")[0] == b""
finally:
    for process in running: process.terminate()
    for process in running:
        try: process.wait(10)
        except subprocess.TimeoutExpired: process.kill(); process.wait()
