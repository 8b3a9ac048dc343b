"""M2Crypto: OpenSSL for Python: keys, signatures, ciphers, certificates.

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
from M2Crypto import ASN1, BIO, EVP, RSA, SSL, X509
rsa = RSA.gen_key(2048, 65537, lambda *a: None)
pem = os.path.join(tempfile.mkdtemp(), "k.pem")
assert rsa.save_key(pem, None)
pk = EVP.PKey()
pk.assign_rsa(rsa)
pk.reset_context("sha256"); pk.sign_init(); pk.sign_update(b"hello"); sig = pk.sign_final()
pub = EVP.load_key(pem)
for data, want in ((b"hello", 1), (b"hallo", 0)):
    pub.reset_context("sha256"); pub.verify_init(); pub.verify_update(data)
    assert pub.verify_final(sig) == want
c = EVP.Cipher("aes_256_cbc", b"k" * 32, b"i" * 16, 1); secret = c.update(b"text") + c.final()
c = EVP.Cipher("aes_256_cbc", b"k" * 32, b"i" * 16, 0)
assert len(secret) == 16 and c.update(secret) + c.final() == b"text"
assert SSL.Context().ctx
