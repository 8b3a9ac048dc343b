"""gunicorn_h1c: parses HTTP/1.1 for Gunicorn by picohttpparser.

round: 9
native: yes
apt: ca-certificates
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, io
from gunicorn_h1c import H1CProtocol, IncompleteError, LimitRequestHeaders, LimitRequestLine, ParseError, parse_headers, parse_request, parse_request_fast, parse_response, parse_to_asgi_scope, parse_to_wsgi_environ
data = b"GET /path?query=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
got = parse_request(data + b"GET /next")
assert (got["method"], got["path"], got["minor_version"], got["headers"], got["consumed"]) == (b"GET", b"/path?query=1", 1, [(b"Host", b"localhost"), (b"Content-Length", b"0")], len(data)), got
fast = parse_request_fast(b"POST /api HTTP/1.0\r\nConnection: close\r\nX-Snow: deep\r\nContent-Length: 100\r\n\r\n")
assert (fast.method, fast.path, fast.minor_version, fast.content_length, fast.connection_close, fast.get_header("x-snow"), fast.get_header("none")) == (b"POST", b"/api", 0, 100, 1, b"deep", None)
answer = parse_response(b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n"); assert (answer["status"], answer["message"], answer["headers"]) == (404, b"Not Found", [(b"Content-Type", b"text/html")]), answer
assert parse_headers(b"A: 1\r\nB: two words\r\n\r\n") in ([(b"A", b"1"), (b"B", b"two words")], {"headers": [(b"A", b"1"), (b"B", b"two words")]})
environ = parse_to_wsgi_environ(b"GET /a%20b?foo=bar HTTP/1.1\r\nHost: example.com\r\nX-Snow: 6\r\n\r\n", server=("example.com", 80), client=("192.0.2.1", 54321), url_scheme="https")
assert (environ["REQUEST_METHOD"], environ["QUERY_STRING"], environ["HTTP_HOST"], environ["HTTP_X_SNOW"], environ["wsgi.url_scheme"]) == ("GET", "foo=bar", "example.com", "6", "https"), environ
scope = parse_to_asgi_scope(b"PUT /api HTTP/1.1\r\nHost: example.com\r\n\r\n", server=("example.com", 443), client=("10.0.0.1", 12345), scheme="https", root_path="")
assert (scope["type"], scope["method"], scope["path"], scope["headers"], scope["http_version"]) == ("http", "PUT", "/api", [(b"host", b"example.com")], "1.1"), scope
for wrong, error in ((data[:30], IncompleteError), (b"GET / HTTP/1.1\r\nBad Header\r\n\r\n", ParseError), (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n", LimitRequestLine), (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 101 + b"\r\n", LimitRequestHeaders)):
    try: parse_request(wrong)
    except error: pass
    else: raise AssertionError(wrong)
class Server(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.body = transport, []
        self.parser = H1CProtocol(on_body=lambda chunk: self.body.append(bytes(chunk)), on_message_complete=self.complete)
    def data_received(self, data): self.parser.feed(data)
    def complete(self):
        said = self.parser.method + b" " + self.parser.path + b" " + b"".join(self.body)[::-1]
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(said), said)); self.transport.close()
async def main():
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    for part in (b"POST /sn", b"ow HTTP/1.1\r\nHost: a\r\nTransfer-Enc", b"oding: chunked\r\n\r\n4\r\nabcd\r\n", b"3\r\nefg\r", b"\n0\r\n\r\n"):
        writer.write(part); await writer.drain(); await asyncio.sleep(0.05)
    said = await asyncio.wait_for(reader.read(), 20); writer.close(); server.close()
    assert parse_response(said)["status"] == 200 and said.endswith(b"\r\n\r\nPOST /snow gfedcba"), said
asyncio.run(main())
