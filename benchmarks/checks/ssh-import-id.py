"""ssh-import-id: authorizes the keys that a server lists (here one on loopback), and takes them away again.

round: 4
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import http.server, os, stat, subprocess, sys, tempfile, threading
d = tempfile.mkdtemp()
ED = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMkGoTfVoNpsJrNxzq9WpRhlCp0qsPwsOHopWxNbIM8Z"
asked = []
class Server(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append((self.path, self.headers["User-Agent"]))
        text = f"{ED} ada@snow\nno key at all\n".encode()
        self.send_response(200 if "ada" in self.path else 404); self.send_header("Content-Length", str(len(text))); self.end_headers(); self.wfile.write(text)
    def log_message(self, *words): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server); threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
env = {**os.environ, "HOME": d, "URL": url + "/~{}/+sshkeys", "GITLAB_URL": url, "no_proxy": "*"}
def run(*words): return subprocess.run([os.path.join(sys.prefix, "bin", words[0]), *words[1:]], cwd=d, env=env, capture_output=True, text=True, timeout=60)
path = d + "/.ssh/authorized_keys"
r = run("ssh-import-id", "lp:ada")
assert r.returncode == 0 and "[1] SSH keys [Authorized]" in r.stderr, r
assert open(path).read().split("\n")[0] == f"{ED} ada@snow # ssh-import-id lp:ada", open(path).read()
assert stat.S_IMODE(os.stat(path).st_mode) == 0o600 and stat.S_IMODE(os.stat(d + "/.ssh").st_mode) == 0o700
assert asked[0][0] == "/~ada/+sshkeys" and asked[0][1].startswith("ssh-import-id/"), asked
assert "Already authorized" in run("ssh-import-id", "gl:ada").stderr and open(path).read().count(ED) == 1
assert run("ssh-import-id", "lp:bob").returncode == 1
r = run("ssh-import-id", "--remove", "lp:ada")
assert r.returncode == 0 and ED not in open(path).read(), r
