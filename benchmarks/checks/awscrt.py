"""awscrt: AWS's common runtime, its HTTP, TLS, signatures, sums and messages, in C.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import datetime, hashlib, http.server, io, ssl, tempfile, threading, zlib
from awscrt import auth, cbor, checksums, crypto, http as crt, io as crtio
d = tempfile.mkdtemp()
# a certificate of localhost's own, until 2120
CERT = "MIIBQDCB6KADAgECAgEIMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE40pcwAQkuicq9HR9yXHFAPSBv56SIG7ibQ3Ts4Njxo1yWvpN9Otks2i3o+mZb4mImdFgETmbSRcagzkmEYSvdKMpMCcwFAYDVR0RBA0wC4IJbG9jYWxob3N0MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgeFlXEZDg4TJSNDe1GqlHGUaZzT4AAaBQ/uXWysfo0GICIDu1IhtKqOuyR7SB+USa7BoEr4vMo8m/D0CYkxvdC3AH"
KEY = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8sE1igF4/22cyK+uMA4e0PtK951J+SLL646xh5efW+GhRANCAATjSlzABCS6Jyr0dH3JccUA9IG/npIgbuJtDdOzg2PGjXJa+k3062SzaLej6ZlviYiZ0WAROZtJFxqDOSYRhK90"
pem = lambda kind, text: f"-----BEGIN {kind}-----\n" + "\n".join(text[n:n + 64] for n in range(0, len(text), 64)) + f"\n-----END {kind}-----\n"
open(d + "/c.pem", "w").write(pem("CERTIFICATE", CERT)); open(d + "/k.pem", "w").write(pem("PRIVATE KEY", KEY))
# SHA, sums, and the keys of libcrypto
sha = crypto.Hash.sha256_new(); sha.update(b"six "); sha.update(b"sides")
assert sha.digest() == hashlib.sha256(b"six sides").digest()
assert checksums.crc32(b"sides", checksums.crc32(b"six ")) == zlib.crc32(b"six sides") and checksums.crc32c(b"123456789") == 0xE3069283 and checksums.crc64nvme(b"123456789") == 0xAE8B14860A799888
key = crypto.EC.new_generate(crypto.ECType.P_256); signed = key.sign(sha256 := hashlib.sha256(b"snow").digest())
assert key.verify(sha256, signed) and not key.verify(hashlib.sha256(b"rain").digest(), signed)
writer = cbor.AwsCborEncoder(); writer.write_data_item({"n": [1, -2, 0.5, b"x", None, True]})
assert cbor.AwsCborDecoder(writer.get_encoded_data()).pop_next_data_item() == {"n": [1, -2, 0.5, b"x", None, True]}
# signature 4: "get-vanilla" of AWS's test suite
request = crt.HttpRequest("GET", "/", crt.HttpHeaders([("Host", "example.amazonaws.com")]))
provider = auth.AwsCredentialsProvider.new_static("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
auth.aws_sign_request(request, auth.AwsSigningConfig(auth.AwsSigningAlgorithm.V4, auth.AwsSignatureType.HTTP_REQUEST_HEADERS, provider, "us-east-1", "service", date=datetime.datetime(2015, 8, 30, 12, 36, tzinfo=datetime.timezone.utc))).result(20)
assert request.headers.get("Authorization").endswith("Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"), str(request.headers)
# HTTPS with a server on loopback
class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *a): pass
    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))[::-1]
        self.send_response(201); self.send_header("Content-Length", str(len(body))); self.send_header("X-Path", self.path); self.end_headers(); self.wfile.write(body)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); context.load_cert_chain(d + "/c.pem", d + "/k.pem")
server.socket = context.wrap_socket(server.socket, server_side=True); threading.Thread(target=server.serve_forever, daemon=True).start()
def connect(trusting):
    options = crtio.TlsContextOptions()
    if trusting: options.override_default_trust_store_from_path(None, d + "/c.pem")
    else: options.override_default_trust_store(pem("CERTIFICATE", OTHER).encode())
    tls = crtio.ClientTlsContext(options).new_connection_options(); tls.set_server_name("localhost")
    return crt.HttpClientConnection.new("127.0.0.1", server.server_port, tls_connection_options=tls).result(50)   # a refusal is delayed by up to 30 s
connection, got, heads = connect(True), bytearray(), []
body = os.urandom(300000)
stream = connection.request(crt.HttpRequest("PUT", "/flake", crt.HttpHeaders([("Host", "localhost"), ("Content-Length", str(len(body)))]), io.BytesIO(body)),
    lambda http_stream, status_code, headers, **k: heads.extend(headers), lambda http_stream, chunk, **k: got.extend(chunk))
stream.activate()
assert stream.completion_future.result(30) == 201 and bytes(got) == body[::-1] and ("X-Path", "/flake") in heads, (len(got), heads)
connection.close().result(20)
OTHER = "MIIBNTCB3KADAgECAgEIMAoGCCqGSM49BAMCMBAxDjAMBgNVBAMMBW90aGVyMCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAQMQ4wDAYDVQQDDAVvdGhlcjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBozSS0qijeTtDFdOsW1N3jzuD78r+viNgP8GGg+x3GOil+NgGyg5G/rzCwNSmlWR/VBvOeThtTh6OLljGKBjAGjJTAjMBAGA1UdEQQJMAeCBW90aGVyMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAL581LCWebtD9bbj32XJD9JGeHiHHMZO7pmVDf73fmQXAiAzXawq+W3gHHMhInRRMpY873Th3Dzgo5JJdVQ3nj5c8A=="
try: connect(False)
except Exception as e: assert "TLS" in str(e), e   # another's certificate
else: raise AssertionError("trusted whom it does not know")
