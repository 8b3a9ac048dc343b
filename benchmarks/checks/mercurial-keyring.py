"""mercurial_keyring: Mercurial asks the keyring for the password of an HTTP server (here hgweb with basic authentication, on loopback).

native: no
extra: mercurial, keyring, keyrings.alt
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
os.environ.update(HOME=d, XDG_DATA_HOME=d, HGPLAIN="1", PYTHON_KEYRING_BACKEND="keyrings.alt.file.PlaintextKeyring", HGRCPATH=os.path.join(d, "hgrc"))
run = lambda *a, **k: subprocess.run([os.path.join(sys.prefix, "bin", "hg"), *a], capture_output=True, text=True, stdin=subprocess.DEVNULL, **k)
open(d + "/hgrc", "w").write("[ui]\nusername=a\n")
open(d + "/app.py", "w").write('''
import base64, sys, wsgiref.simple_server as w
from mercurial.hgweb import hgweb
app = hgweb(sys.argv[1].encode())
def guard(env, start):
    if env.get("HTTP_AUTHORIZATION") == "Basic " + base64.b64encode(b"abc:geheim").decode(): return app(env, start)
    start("401 No", [("WWW-Authenticate", 'Basic realm="r"'), ("Content-Type", "text/plain")]); return [b"no"]
s = w.make_server("127.0.0.1", 0, guard); print(s.server_port, flush=True); s.serve_forever()
''')
assert run("init", d + "/r").returncode == 0
open(d + "/r/f", "w").write("x\n")
assert run("commit", "-A", "-m", "m", cwd=d + "/r").returncode == 0
server = subprocess.Popen([sys.executable, d + "/app.py", d + "/r"], stdout=subprocess.PIPE, text=True)
try:
    url = "http://127.0.0.1:%d" % int(server.stdout.readline())
    open(d + "/hgrc", "a").write("[extensions]\nmercurial_keyring=\n[auth]\nt.prefix=%s/\nt.username=abc\nt.schemes=http\n" % url)
    assert run("identify", "-y", url + "/").returncode != 0   # no password is known yet
    import keyring
    keyring.set_password("Mercurial", "abc@@" + url + "/", "geheim")
    here, there = run("identify", "-i", "-r", "tip", d + "/r"), run("identify", "-i", "-y", url + "/")
    assert there.returncode == 0 and len(there.stdout.strip()) == 12 and there.stdout == here.stdout, (here, there)
finally:
    server.kill()
