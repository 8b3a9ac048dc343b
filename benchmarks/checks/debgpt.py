"""DebGPT: asks a language model (here: a stand-in on loopback) about files, commands and git changes, and commits with git.

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import http.server, json, os, subprocess, sys, tempfile, threading
asked = []
class Model(http.server.BaseHTTPRequestHandler):
    def log_message(self, *a): pass
    def do_GET(self): self.answer({"object": "list", "data": []})
    def answer(self, what):
        data = json.dumps(what).encode()
        self.send_response(200); self.send_header("Content-Type", "application/json"); self.send_header("Content-Length", str(len(data))); self.end_headers(); self.wfile.write(data)
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"]))); asked.append(body)
        base = {"id": "1", "created": 1, "model": body["model"]}
        if not body.get("stream"):
            return self.answer({**base, "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Count the snow flakes"}}]})
        self.send_response(200); self.send_header("Content-Type", "text/event-stream"); self.send_header("Connection", "close"); self.end_headers()
        for delta, end in (({"role": "assistant", "content": "Count the "}, None), ({"content": "snow flakes"}, None), ({}, "stop")):
            self.wfile.write(b"data: " + json.dumps({**base, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": end}]}).encode() + b"\n\n")
        self.wfile.write(b"data: [DONE]\n\n")
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model); threading.Thread(target=server.serve_forever, daemon=True).start()
d = tempfile.mkdtemp(); os.mkdir(d + "/r")
env = {**os.environ, "HOME": d, "TERM": "dumb", "NO_PROXY": "*", "no_proxy": "*", **{f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}}
def go(*words):
    r = subprocess.run(words, cwd=d + "/r", env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100)
    assert r.returncode == 0, r
    return r.stdout
debgpt = [os.path.join(sys.prefix, "bin", "debgpt"), "--frontend", "openai", "--openai_base_url", f"http://127.0.0.1:{server.server_port}/v1", "--openai_api_key", "k", "--openai_model", "m"]
open(d + "/r/snow.txt", "w").write("one flake\n")
go("git", "init", "-q", "."); go("git", "add", "snow.txt"); go("git", "commit", "-q", "-m", "Begin the winter")
open(d + "/r/snow.txt", "a").write("another flake\n"); go("git", "add", "snow.txt")
out = go(*debgpt, "git", "commit")
prompt = asked[-1]["messages"][-1]["content"]
assert "Begin the winter" in prompt and "+another flake" in prompt, (prompt, out)
log = go("git", "log", "--format=%s|%b")
assert "Count the snow flakes|" in log and "debgpt git commit" in log, (log, out)
out = go(*debgpt, "-Q", "-f", "cmd:git ls-files", "-f", "snow.txt", "-a", "What is it?", "-o", "answer.txt")
assert "another flake" in asked[-1]["messages"][-1]["content"] and "git ls-files" in asked[-1]["messages"][-1]["content"], asked[-1]
assert open(d + "/r/answer.txt").read() == "Count the snow flakes", out
