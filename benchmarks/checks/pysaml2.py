"""PySAML2: single sign-on by SAML; xmlsec1 signs the answers and proves them.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import datetime, os, tempfile
from base64 import b64encode
from urllib.parse import parse_qs, urlsplit
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.authn_context import INTERNETPROTOCOLPASSWORD
from saml2.client import Saml2Client
from saml2.config import IdPConfig, SPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT
from saml2.server import Server
from saml2.sigver import SignatureError
d = tempfile.mkdtemp()
def pair(who):
    key, name = rsa.generate_private_key(65537, 2048), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, who)])
    now = datetime.datetime.now(datetime.timezone.utc)
    cert = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7).not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(60)).sign(key, hashes.SHA256())
    open(f"{d}/{who}.key", "wb").write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()))
    open(f"{d}/{who}.pem", "wb").write(cert.public_bytes(serialization.Encoding.PEM))
    return {"key_file": f"{d}/{who}.key", "cert_file": f"{d}/{who}.pem", "entityid": f"https://{who}.example.org/", "encryption_keypairs": [{"key_file": f"{d}/{who}.key", "cert_file": f"{d}/{who}.pem"}]}
idp = pair("idp") | {"service": {"idp": {"endpoints": {"single_sign_on_service": [("https://idp.example.org/sso", BINDING_HTTP_REDIRECT)]}, "subject_data": d + "/subjects", "name_id_format": [NAMEID_FORMAT_PERSISTENT]}}}
sp = pair("sp") | {"allow_unknown_attributes": True, "service": {"sp": {"endpoints": {"assertion_consumer_service": [("https://sp.example.org/acs", BINDING_HTTP_POST)]}, "want_assertions_signed": True, "want_response_signed": True, "authn_requests_signed": False}}}
for who, config in (("idp", IdPConfig().load(dict(idp))), ("sp", SPConfig().load(dict(sp)))): open(f"{d}/{who}.xml", "w").write(str(entity_descriptor(config)))
client = Saml2Client(SPConfig().load(sp | {"metadata": {"local": [d + "/idp.xml"]}}))
server = Server(config=IdPConfig().load(idp | {"metadata": {"local": [d + "/sp.xml"]}}))
number, info = client.prepare_for_authenticate(relay_state="/flakes", binding=BINDING_HTTP_REDIRECT)
location = dict(info["headers"])["Location"]
assert location.startswith("https://idp.example.org/sso?SAMLRequest=")
asked = server.parse_authn_request(parse_qs(urlsplit(location).query)["SAMLRequest"][0], BINDING_HTTP_REDIRECT)
assert asked.message.id == number
for encrypted in (False, True):
    answer = server.create_authn_response({"givenName": ["Ada"]}, userid="ada", authn={"class_ref": INTERNETPROTOCOLPASSWORD, "authn_auth": "https://idp.example.org/"}, sign_response=True, sign_assertion=True, encrypt_assertion=encrypted, **server.response_args(asked.message))
    text = str(answer); assert ("Ada" in text) != encrypted and "SignatureValue" in text
    got = client.parse_authn_request_response(b64encode(text.encode()).decode(), BINDING_HTTP_POST, {number: "/"})
    assert got.ava == {"givenName": ["Ada"]} and got.came_from == "/", got.ava
    if not encrypted: signed = text
forged = signed.replace(">Ada<", ">Eve<"); assert forged != signed
try: client.parse_authn_request_response(b64encode(forged.encode()).decode(), BINDING_HTTP_POST, {number: "/"})
except SignatureError: pass
else: raise AssertionError("a changed answer was taken")
