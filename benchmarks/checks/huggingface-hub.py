"""huggingface-hub: the hub of models (here a server on loopback that plays it); it keeps its token in git's helpers of credentials.

round: 9
apt: git
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import hashlib, http.server, json, os, pathlib, subprocess, threading
seen = []
model = bytes(range(256)) * 40; commit = "0123456789abcdef" * 2 + "01234567"
class Hub(http.server.BaseHTTPRequestHandler):
    def answer(self, body, code=200, **more):
        self.send_response(code)
        for key, value in {"Content-Length": len(body), **more}.items(): self.send_header(key.replace("_", "-"), str(value))
        self.end_headers(); self.command == "HEAD" or self.wfile.write(body)
    def do_GET(self):
        seen.append((self.path, self.headers.get("Authorization")))
        if self.headers.get("Authorization") != "Bearer hf_snow": return self.answer(b'{"error": "Invalid credentials"}', 401)
        if self.path == "/api/whoami-v2": return self.answer(json.dumps({"name": "eva", "type": "user", "orgs": [], "auth": {"accessToken": {"displayName": "flake", "role": "write"}}}).encode(), Content_Type="application/json")
        if self.path.endswith("/weights.bin"): return self.answer(model, ETag='"%s"' % hashlib.sha256(model).hexdigest(), X_Repo_Commit=commit)
        self.answer(b"{}", 404, X_Error_Code="EntryNotFound")
    do_HEAD = do_GET
    log_message = lambda *a: None
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub); threading.Thread(target=server.serve_forever, daemon=True).start()
home = os.path.abspath("home"); os.mkdir(home); endpoint = f"http://127.0.0.1:{server.server_port}"
os.environ.update(HOME=home, HF_HOME=home + "/hf", HF_ENDPOINT=endpoint, HF_HUB_DISABLE_TELEMETRY="1", HF_HUB_DISABLE_XET="1", GIT_CONFIG_NOSYSTEM="1", GIT_TERMINAL_PROMPT="0", no_proxy="127.0.0.1", NO_PROXY="127.0.0.1")
for name in ("HF_TOKEN", "XDG_CONFIG_HOME"): os.environ.pop(name, None)
pathlib.Path(home, ".gitconfig").write_text("[credential]\n\thelper = store\n")
def hf(*words, code=0):
    r = subprocess.run(["hf", *words], capture_output=True, text=True, timeout=50); assert r.returncode == code, r
    return r.stdout + r.stderr
said = hf("auth", "login", "--token", "hf_snow", "--add-to-git-credential")
kept = pathlib.Path(home, ".git-credentials")
assert kept.read_text().strip() == f"http://hf_user:hf_snow@127.0.0.1%3a{server.server_port}", (said, kept.read_text())   # git has it
assert "eva" in hf("auth", "whoami") and ("/api/whoami-v2", "Bearer hf_snow") in seen
from huggingface_hub import hf_hub_download, get_token
from huggingface_hub.utils import list_credential_helpers, set_git_credential, unset_git_credential
assert get_token() == "hf_snow" and list_credential_helpers() == ["store"]
path = hf_hub_download("eva/snow", "weights.bin"); assert open(path, "rb").read() == model and commit in path, path
set_git_credential("hf_other", username="Other"); assert "other:hf_other@" in kept.read_text()
unset_git_credential("other"); assert "hf_other" not in kept.read_text() and "hf_snow" in kept.read_text()
hf("auth", "logout"); assert "hf_snow" not in kept.read_text() and get_token() is None
server.shutdown()
