"""azure-identity: gets tokens of Microsoft's identity platform (here: from a server on loopback that plays it), and keeps them by libsecret.

round: 8
native: no
extra: PyGObject
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import datetime, http.server, ipaddress, json, os, ssl, tempfile, threading, time, urllib.parse
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
import jwt
d = tempfile.mkdtemp()
# Without a desktop, libsecret keeps its secrets in an encrypted file.
os.environ.update(HOME=d, SECRET_BACKEND="file", SECRET_FILE_TEST_PATH=d + "/keyring", SECRET_FILE_TEST_PASSWORD="snow")
os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
key = rsa.generate_private_key(public_exponent=65537, key_size=2048); name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "snow")]); now = datetime.datetime.now(datetime.timezone.utc)
certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=9))
    .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
    .add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256()))
pem = certificate.public_bytes(serialization.Encoding.PEM); open(d + "/ca.pem", "wb").write(pem)
open(d + "/both.pem", "wb").write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()) + pem)
asked = []
class Authority(http.server.BaseHTTPRequestHandler):
    def answer(self, value, code=200):
        body = json.dumps(value).encode(); self.send_response(code); self.send_header("Content-Type", "application/json"); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def do_GET(self):
        if self.path.startswith("/msi"):   # what App Service has for managed identities
            query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query)); asked.append(query)
            return self.answer({"access_token": "managed-" + query["resource"], "expires_on": str(int(time.time()) + 9000), "token_type": "Bearer", "resource": query["resource"]}, 200 if self.headers["X-IDENTITY-HEADER"] == "flake" else 401)
        self.answer({"issuer": base + "/winter/v2.0", "authorization_endpoint": base + "/winter/authorize", "token_endpoint": base + "/winter/oauth2/v2.0/token", "device_authorization_endpoint": base + "/winter/devicecode"})
    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode())); asked.append(form)
        if "client_assertion" in form:
            claims = jwt.decode(form["client_assertion"], key.public_key(), algorithms=["RS256", "PS256"], audience=base + "/winter/oauth2/v2.0/token"); assert claims["iss"] == form["client_id"]
        elif form.get("client_secret") != "deep": return self.answer({"error": "invalid_client", "error_description": "AADSTS7000215: wrong snow"}, 401)
        self.answer({"token_type": "Bearer", "expires_in": 3600, "access_token": "token-%d" % len(asked)})
    log_message = lambda *a: None
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Authority); tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); tls.load_cert_chain(d + "/both.pem")
server.socket = tls.wrap_socket(server.socket, server_side=True); base = f"https://127.0.0.1:{server.server_port}"
plain = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Authority)
for each in (server, plain): threading.Thread(target=each.serve_forever, daemon=True).start()
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import CertificateCredential, ClientSecretCredential, ManagedIdentityCredential, TokenCachePersistenceOptions
more = {"authority": base, "disable_instance_discovery": True, "connection_verify": d + "/ca.pem", "retry_total": 1}; scope = "https://vault.example/.default"
one = ClientSecretCredential("winter", "client", "deep", **more); token = one.get_token(scope)
assert token.token == "token-1" and token.expires_on > time.time() + 3000 and asked[0]["grant_type"] == "client_credentials" and asked[0]["scope"] == scope, (token, asked)
assert one.get_token(scope).token == "token-1" and len(asked) == 1   # kept in memory
try: ClientSecretCredential("winter", "client", "wet", **more).get_token(scope)
except ClientAuthenticationError as error: assert "AADSTS7000215" in str(error), error
else: raise AssertionError("took a wrong secret")
count = len(asked); first = CertificateCredential("winter", "client", d + "/both.pem", **more).get_token(scope)
assert first.token == f"token-{count + 1}" and "client_assertion" in asked[-1]
# The kept ones outlive a credential, and are encrypted.
keep = TokenCachePersistenceOptions(name="flakes"); token = ClientSecretCredential("winter", "client", "deep", cache_persistence_options=keep, **more).get_token(scope); count = len(asked)
assert ClientSecretCredential("winter", "client", "deep", cache_persistence_options=keep, **more).get_token(scope).token == token.token and len(asked) == count, asked
import gi; gi.require_version("Secret", "1"); from gi.repository import Secret   # by which it was done
kept = b"".join(open(os.path.join(at, n), "rb").read() for at, _, names in os.walk(d) for n in names if n != "both.pem")
assert os.path.getsize(d + "/keyring") > 100 and token.token.encode() not in kept, os.listdir(d)
os.environ.update(IDENTITY_ENDPOINT=f"http://127.0.0.1:{plain.server_port}/msi", IDENTITY_HEADER="flake")
token = ManagedIdentityCredential().get_token(scope)
assert token.token == "managed-https://vault.example" and asked[-1]["resource"] == "https://vault.example", (token, asked[-1])
