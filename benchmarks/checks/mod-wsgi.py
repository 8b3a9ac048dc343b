"""mod-wsgi: serves Python's web applications by Apache.

round: 10
native: yes
apt: apache2 apache2-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import grp, os, pwd, socket, subprocess, sys, tempfile, time, urllib.error, urllib.request
d = tempfile.mkdtemp(); os.chmod(d, 0o755); os.makedirs(d + "/static")
open(d + "/app.wsgi", "w").write("""import os, mod_wsgi
def application(environ, start_response):
    if environ["PATH_INFO"] == "/fail": raise RuntimeError("melted")
    body = environ["wsgi.input"].read().decode()
    text = "|".join([environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"], body[::-1], environ["mod_wsgi.process_group"], str(os.getuid()), ".".join(map(str, mod_wsgi.version)), environ["SERVER_SOFTWARE"]])
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Snow", "flake"), ("Content-Length", str(len(text)))])
    return [text.encode()]
""")
open(d + "/static/a.txt", "w").write("ice\n" * 1000)
program = os.path.join(sys.prefix, "bin", "mod_wsgi-express")
said = subprocess.run([program, "module-config"], capture_output=True, text=True, check=True).stdout; assert said.startswith("LoadModule wsgi_module") and ".so" in said, said
module = subprocess.run([program, "module-location"], capture_output=True, text=True, check=True).stdout.strip(); assert os.path.getsize(module) > 50000
with socket.socket() as one: one.bind(("127.0.0.1", 0)); port = one.getsockname()[1]
user = pwd.getpwnam("nobody"); words = ["--user", user.pw_name, "--group", grp.getgrgid(user.pw_gid).gr_name] if os.getuid() == 0 else []
server = subprocess.Popen([program, "start-server", d + "/app.wsgi", "--host", "127.0.0.1", "--port", str(port), "--server-root", d + "/root", "--processes", "2", "--threads", "3", "--url-alias", "/static", d + "/static", "--log-to-terminal", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
url = f"http://127.0.0.1:{port}"
def get(path, data=None):
    with urllib.request.urlopen(url + path, data, timeout=30) as answer: return answer.status, dict(answer.headers), answer.read().decode()
try:
    for _ in range(200):
        assert server.poll() is None, server.stdout.read()
        try: get("/"); break
        except OSError: time.sleep(0.3)
    status, headers, text = get("/a/b?c=d", b"snowman"); words = text.split("|")
    assert status == 200 and headers["X-Snow"] == "flake" and words[:4] == ["POST", "/a/b", "c=d", "namwons"] and words[4] and "Apache" in words[7], text
    assert words[5] == (str(user.pw_uid) if os.getuid() == 0 else str(os.getuid())) and words[6].split(".")[0].isdigit(), words
    status, headers, text = get("/static/a.txt"); assert text == "ice\n" * 1000 and "X-Snow" not in headers and headers["Content-Type"].startswith("text/plain"), headers
    try: get("/fail")
    except urllib.error.HTTPError as error: assert error.code == 500, error
    else: raise AssertionError("it melted")
    big = os.urandom(1).hex() * 100000; assert get("/", big.encode())[2].split("|")[3] == big[::-1]
finally:
    server.terminate()
    try: log = server.communicate(timeout=30)[0]
    except subprocess.TimeoutExpired: server.kill(); raise
assert "melted" in log and server.returncode in (0, -15), (server.returncode, log)
