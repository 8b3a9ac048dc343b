"""acme-tiny: gets a certificate from an ACME authority; every key operation is a call of the program openssl.

native: no
extra: cryptography
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import base64, http.server, json, os, subprocess, sys, tempfile, threading
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization as s
from cryptography.hazmat.primitives.asymmetric import padding, rsa
d, key, seen = tempfile.mkdtemp(), rsa.generate_private_key(65537, 2048), []
csr = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).add_extension(
    x509.SubjectAlternativeName([x509.DNSName("a.test")]), False).sign(key, hashes.SHA256())
open(d + "/k", "wb").write(key.private_bytes(s.Encoding.PEM, s.PrivateFormat.TraditionalOpenSSL, s.NoEncryption()))
open(d + "/csr", "wb").write(csr.public_bytes(s.Encoding.PEM))
b64 = lambda t: base64.urlsafe_b64decode(t + "==")
class Authority(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        m = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
        if m:   # the signature that openssl made is the right one
            key.public_key().verify(b64(m["signature"]), (m["protected"] + "." + m["payload"]).encode(), padding.PKCS1v15(), hashes.SHA256())
            seen.append((self.path, m["payload"]))
        u = "http://127.0.0.1:%d/" % server.server_address[1]
        body = json.dumps({"newNonce": u + "n", "newAccount": u + "a", "newOrder": u + "o", "authorizations": [u + "z"], "finalize": u + "f",
            "certificate": u + "c", "identifier": {"value": "a.test"}, "status": "valid"}).encode() if self.path != "/c" else b"THE CERTIFICATE"
        self.send_response(200); self.send_header("Replay-Nonce", "1"); self.send_header("Location", u + "order"); self.end_headers(); self.wfile.write(body)
    do_POST = do_GET
    log_message = lambda *a: None
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Authority)
threading.Thread(target=server.serve_forever, daemon=True).start()
r = subprocess.run([os.path.join(sys.prefix, "bin", "acme-tiny"), "--account-key", d + "/k", "--csr", d + "/csr", "--acme-dir", d,
    "--directory-url", "http://127.0.0.1:%d/directory" % server.server_address[1]], capture_output=True, text=True)
assert r.stdout == "THE CERTIFICATE", r
sent = [json.loads(b64(p))["csr"] for path, p in seen if path == "/f"]
assert b64(sent[0]) == csr.public_bytes(s.Encoding.DER) and "Found domains: a.test" in r.stderr, r
