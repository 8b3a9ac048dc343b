"""geventhttpclient: an HTTP client for gevent, that parses answers by llhttp; here with a server on loopback.

round: 9
native: yes
apt: libllhttp9.2
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import gevent, gevent.pool, gzip, json
from gevent.pywsgi import WSGIServer
from geventhttpclient import HTTPClient, Session, UserAgent
from geventhttpclient.response import HTTPResponse
def app(environ, start):
    path, body = environ["PATH_INFO"], environ["wsgi.input"].read()
    if path == "/moved": start("302 Found", [("Location", "/here?x=1")]); return [b""]
    if path == "/slow": gevent.sleep(0.5); start("200 OK", [("Content-Type", "text/plain")]); return [b"late"]
    if path == "/zip": start("200 OK", [("Content-Encoding", "gzip"), ("Content-Type", "text/plain")]); return [gzip.compress("Schneeflöckchen".encode())]
    if path == "/chunks": start("200 OK", [("Content-Type", "application/octet-stream")]); return (b"%05d," % n for n in range(5000))
    start("200 OK", [("Content-Type", "application/json"), ("X-Snow", "a"), ("X-Snow", "b")])
    return [json.dumps([environ["REQUEST_METHOD"], path, environ["QUERY_STRING"], body.decode(), environ.get("HTTP_X_ICE")]).encode()]
server = WSGIServer(("127.0.0.1", 0), app, log=None); server.start()
url = f"http://127.0.0.1:{server.server_port}"
http = HTTPClient.from_url(url, concurrency=20)
response = http.get("/foo?bar=1", headers={"X-Ice": "cold"})
assert response.status_code == 200 and response.get_http_version() == "HTTP/1.1" and response["content-type"] == "application/json", response
assert json.loads(response.read()) == ["GET", "/foo", "bar=1", "", "cold"] and [v for k, v in response.items() if k.lower() == "x-snow"] in (["a", "b"], ["a, b"]), list(response.items())
assert json.loads(http.request("PUT", "/p", b"body", {"Content-Type": "text/plain"}).read()) == ["PUT", "/p", "", "body", None]
response = http.get("/chunks"); assert response.read(12) == b"00000,00001," and len(response.read()) == 30000 - 12
with gevent.Timeout(5): assert [job.value for job in gevent.joinall([gevent.spawn(lambda: bytes(http.get("/slow").read())) for _ in range(10)])] == [b"late"] * 10   # at the same time
http.close()
agent = UserAgent(); assert json.loads(agent.urlopen(url + "/moved").content) == ["GET", "/here", "x=1", "", None]
assert Session().get(url + "/zip").text == "Schneeflöckchen" and Session().post(url + "/j", json={"a": [1]}).json()[3].replace(" ", "") == '{"a":[1]}'
server.stop()
raw = HTTPResponse()   # the parser alone
raw.feed(b"HTTP/1.1 404 Not Fo"); raw.feed(b"und\r\nContent-Length: 4\r\nConnection: close\r\n\r\nsn"); raw.feed(b"ow")
assert raw.status_code == 404 and raw.message_complete and raw["content-length"] == "4" and not raw.should_keep_alive(), raw.status_code
try: HTTPResponse().feed(b"HTTP/9.x nonsense\r\n\r\n")
except Exception as error: assert "Parse" in type(error).__name__, type(error)
else: raise AssertionError("took nonsense")
