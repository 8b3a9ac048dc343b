"""corehttp: the HTTP pipeline of clients of services: policies, retries, credentials, over requests, aiohttp or HTTPX (here: to a server on loopback).

round: 8
native: no
extra: requests, aiohttp, httpx
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, gzip, http.server, json, threading
from corehttp.credentials import ServiceKeyCredential
from corehttp.exceptions import ClientAuthenticationError, ResourceNotFoundError, ServiceRequestError, map_error
from corehttp.paging import ItemPaged
from corehttp.rest import HttpRequest
from corehttp.runtime import AsyncPipelineClient, PipelineClient
from corehttp.runtime.policies import AsyncRetryPolicy, ContentDecodePolicy, HeadersPolicy, RetryPolicy, ServiceKeyCredentialPolicy
from corehttp.transport.aiohttp import AioHttpTransport
from corehttp.transport.httpx import AsyncHttpXTransport, HttpXTransport
from corehttp.transport.requests import RequestsTransport
seen = []
class Service(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        seen.append((self.path, dict(self.headers))); code, body, more = 200, {"path": self.path}, {}
        if self.path == "/busy" and [p for p, _ in seen].count("/busy") % 3: code, more = 503, {"Retry-After": "0"}
        if self.path.startswith("/page"): n = int(self.path[5:]); body = {"value": [n, n + 10], "next": n + 1 if n < 3 else None}
        if self.path == "/none": code, body = 404, {"error": {"code": "Gone", "message": "melted"}}
        data = json.dumps(body).encode()
        if "gzip" in self.headers.get("Accept-Encoding", ""): data = gzip.compress(data); more["Content-Encoding"] = "gzip"
        self.send_response(code); self.send_header("Content-Type", "application/json"); self.send_header("Content-Length", str(len(data)))
        for k, v in more.items(): self.send_header(k, v)
        self.end_headers(); self.wfile.write(data)
    def do_POST(self):
        data = self.rfile.read(int(self.headers["Content-Length"])); seen.append((self.path, dict(self.headers)))
        self.send_response(201); self.send_header("Content-Type", "text/plain"); self.send_header("Content-Length", str(len(data))); self.end_headers(); self.wfile.write(data[::-1])
    log_message = lambda *a: None
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service); threading.Thread(target=server.serve_forever, daemon=True).start()
endpoint = "http://127.0.0.1:%d" % server.server_port
for kind in (RequestsTransport, HttpXTransport):
    del seen[:]; headers = HeadersPolicy({"X-Snow": "deep"})
    with PipelineClient(endpoint, transport=kind(), policies=[headers, ContentDecodePolicy(), RetryPolicy(retry_backoff_factor=0.01), ServiceKeyCredentialPolicy(ServiceKeyCredential("flake"), "api-key")]) as client:
        r = client.send_request(HttpRequest("GET", endpoint + "/a", params={"q": "\u2744"})); r.raise_for_status()
        assert r.status_code == 200 and r.json() == {"path": "/a?q=%E2%9D%84"} and seen[0][1]["X-Snow"] == "deep" and seen[0][1]["api-key"] == "flake", (r.text(), seen)
        r = client.send_request(HttpRequest("GET", endpoint + "/busy")); assert r.status_code == 200 and [p for p, _ in seen].count("/busy") == 3, seen
        r = client.send_request(HttpRequest("POST", endpoint + "/b", content=b"snow" * 50000), stream=True)
        assert r.status_code == 201 and b"".join(r.iter_bytes()) == b"wons" * 50000
        r = client.send_request(HttpRequest("GET", endpoint + "/none"))
        try: map_error(r.status_code, r, {404: ResourceNotFoundError, 401: ClientAuthenticationError})
        except ResourceNotFoundError as error: assert error.status_code == 404, error
        else: raise AssertionError("404 is no error")
        page = lambda token: client.send_request(HttpRequest("GET", endpoint + "/page%d" % (token or 1))).json()
        assert list(ItemPaged(page, lambda r: (r["next"], r["value"]))) == [1, 11, 2, 12, 3, 13]
        try: client.send_request(HttpRequest("GET", "http://127.0.0.1:1/"), retry_total=1)
        except ServiceRequestError: pass
        else: raise AssertionError("nothing listens there")
async def others(kind):
    del seen[:]
    async with AsyncPipelineClient(endpoint, transport=kind(), policies=[ContentDecodePolicy(), AsyncRetryPolicy(retry_backoff_factor=0.01)]) as client:
        answers = await asyncio.gather(*(client.send_request(HttpRequest("GET", f"{endpoint}/n{n}")) for n in range(10)))
        assert [a.json()["path"] for a in answers] == ["/n%d" % n for n in range(10)]
        assert (await client.send_request(HttpRequest("GET", endpoint + "/busy"))).status_code == 200 and [p for p, _ in seen].count("/busy") == 3, seen
        r = await client.send_request(HttpRequest("POST", endpoint + "/b", json={"snow": 1})); assert r.status_code == 201 and json.loads(r.content[::-1]) == {"snow": 1}
for kind in (AioHttpTransport, AsyncHttpXTransport): asyncio.run(others(kind))
