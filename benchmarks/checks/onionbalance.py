"""Onionbalance: one onion service in front of several; here for a service that tor made a key for, by tor's control socket, without a network.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, shutil, socket, subprocess, sys, tempfile, time
d = tempfile.mkdtemp(); env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8"}
assert shutil.which("tor"), os.environ["PATH"]
names = ("front", "one", "two")
for name in names: os.mkdir(f"{d}/{name}", 0o700)
options = [["HiddenServiceDir", f"{d}/{name}", "HiddenServicePort", "80 127.0.0.1:80"] for name in names]
open(d + "/torrc", "w").write("DisableNetwork 1\nSocksPort 0\nDataDirectory %s/tor\nControlSocket %s/control\n" % (d, d) + "".join(f"{a} {b}\n{e} {f}\n" for a, b, e, f in options))
os.mkdir(d + "/tor", 0o700)   # what tor has of the network: an old consensus
open(d + "/tor/cached-microdesc-consensus", "w").write("network-status-version 3 microdesc\nvote-status consensus\nconsensus-method 29\nvalid-after 2020-01-01 00:00:00\nfresh-until 2020-01-01 01:00:00\nvalid-until 2020-01-01 03:00:00\nvoting-delay 300 300\nknown-flags Exit Fast\n")
log = open(d + "/log", "w"); said = lambda: open(d + "/log").read()[-5000:]
def wait(what, process):
    end = time.time() + 25
    while time.time() < end and not what() and process.poll() is None: time.sleep(0.2)
    assert what(), said()
tor = subprocess.Popen(["tor", "-f", d + "/torrc", "--defaults-torrc", "/dev/null"], env=env, stdout=log, stderr=log); balance = None
try:
    wait(lambda: os.path.exists(d + "/control") and os.path.exists(d + "/two/hostname"), tor)
    front, one, two = (open(f"{d}/{name}/hostname").read().strip() for name in names)
    r = subprocess.run([os.path.join(sys.prefix, "bin", "onionbalance-config"), "--no-interactive", "--key", d + "/front/hs_ed25519_secret_key", "--output", d + "/c", "-n", "2", "-t", "snow"],
                       cwd=d, env=env, capture_output=True, text=True, timeout=60)
    assert r.returncode == 0, r
    import yaml
    config = yaml.safe_load(open(d + "/c/config.yaml")); service, = config["services"]
    assert service["key"] == front.replace(".onion", ".key") and [x["name"] for x in service["instances"]] == ["snow1", "snow2"], (config, front)
    for instance, address in zip(service["instances"], (one, two)): instance["address"] = address
    yaml.safe_dump(config, open(d + "/c/config.yaml", "w"))
    balance = subprocess.Popen([os.path.join(sys.prefix, "bin", "onionbalance"), "-c", d + "/c/config.yaml", "-s", d + "/control", "-v", "debug"],
                               cwd=d, env={**env, "ONIONBALANCE_STATUS_SOCKET_LOCATION": d + "/status"}, stdout=log, stderr=log)
    wait(lambda: os.path.exists(d + "/status") and "fetch_instance_descriptors() called" in said(), balance)
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(20); s.connect(d + "/status"); answer = b""
        while more := s.recv(10000): answer += more
    status, = json.loads(answer)["services"]
    assert status["onionAddress"] == front and sorted(x["onionAddress"] for x in status["instances"]) == sorted((one, two)), (answer, said())
    assert "No live consensus" in said() and "Traceback" not in said(), said()
finally:
    for p in (balance, tor):
        if p: p.kill(); p.wait()
