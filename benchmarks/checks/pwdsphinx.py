"""pwdsphinx: passwords that its server never sees (libsodium, liboprf, equihash); the oracle here listens on loopback.

round: 3
native: yes
extra: trustme
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, socket, subprocess, sys, tempfile, time
d = tempfile.mkdtemp(); os.mkdir(d + "/o"); os.mkdir(d + "/c"); os.mkdir(d + "/o/data")
import trustme
issued = trustme.CA().issue_cert("localhost", "127.0.0.1")
for side in "oc": issued.cert_chain_pems[0].write_to_path(f"{d}/{side}/cert.pem")
issued.private_key_pem.write_to_path(d + "/o/key.pem")
with socket.create_server(("127.0.0.1", 0)) as s: port = s.getsockname()[1]
open(d + "/o/sphinx.cfg", "w").write(f'[server]\nverbose = true\naddress = "127.0.0.1"\nport = {port}\ntimeout = 30\nmax_kids = 5\nssl_key = "key.pem"\nssl_cert = "cert.pem"\nltsigkey = "ltsig.key"\ndatadir = "data"\nrl_decay = 1800\nrl_threshold = 10\n')
env = {**os.environ, "HOME": d}
program = lambda name: os.path.join(sys.prefix, "bin", name)
r = subprocess.run([program("oracle"), "init"], cwd=d + "/o", env=env, capture_output=True, text=True, timeout=60)
assert r.returncode == 0 and "successfully created" in r.stdout, r
open(d + "/c/sphinx.cfg", "w").write(f'[client]\ntimeout = 30\ndatadir = "{d}/c/data"\nthreshold = 1\n[servers.ice]\nhost = "127.0.0.1"\nport = {port}\nssl_cert = "{d}/c/cert.pem"\nltsigkey = "{r.stdout.split()[-1]}"\n')
log = open(d + "/log", "w")
oracle = subprocess.Popen([program("oracle")], cwd=d + "/o", env=env, stdout=log, stderr=log)
try:
    end = time.time() + 20
    while time.time() < end and oracle.poll() is None:
        try: socket.create_connection(("127.0.0.1", port), 1).close(); break
        except OSError: time.sleep(0.3)
    def sphinx(*words, text="correct horse battery staple 7"):
        r = subprocess.run([program("sphinx"), *words], cwd=d + "/c", env=env, input=text, capture_output=True, text=True, timeout=100)
        assert r.returncode == 0, (r, open(d + "/log").read()[-2000:])
        return r.stdout.strip()
    sphinx("init")
    password = sphinx("create", "ada", "example.org")
    assert len(password) > 20 and sphinx("get", "ada", "example.org") == password, password
    assert sphinx("list", "example.org") == "ada"
    r = subprocess.run([program("sphinx"), "get", "ada", "example.org"], cwd=d + "/c", env=env, input="another password", capture_output=True, text=True, timeout=100)
    assert password not in r.stdout, r
finally: oracle.kill(); oracle.wait()
