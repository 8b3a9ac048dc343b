"""aioquic: QUIC and HTTP/3; here a client and a server on loopback.

native: no
extra: cryptography
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, datetime, ssl, tempfile
from aioquic.asyncio import connect, serve
from aioquic.quic.configuration import QuicConfiguration
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization as s
from cryptography.hazmat.primitives.asymmetric import ec
d, key, now = tempfile.mkdtemp(), ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.timezone.utc)
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
cert = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1).not_valid_before(now - datetime.timedelta(1))
        .not_valid_after(now + datetime.timedelta(9)).add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False).sign(key, hashes.SHA256()))
open(d + "/c", "wb").write(cert.public_bytes(s.Encoding.PEM))
open(d + "/k", "wb").write(key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()))
def upper(reader, writer):
    async def work():
        writer.write((await reader.read()).upper()); writer.write_eof()
    asyncio.ensure_future(work())
async def main():
    sc = QuicConfiguration(is_client=False, alpn_protocols=["x"]); sc.load_cert_chain(d + "/c", d + "/k")
    server = await serve("127.0.0.1", 0, configuration=sc, stream_handler=upper)
    cc = QuicConfiguration(alpn_protocols=["x"], server_name="localhost"); cc.load_verify_locations(d + "/c")
    async with connect("127.0.0.1", server._transport.get_extra_info("sockname")[1], configuration=cc) as client:
        reader, writer = await client.create_stream()
        writer.write(b"hello " * 5000); writer.write_eof()
        assert await asyncio.wait_for(reader.read(), 30) == b"HELLO " * 5000
    server.close()
asyncio.run(main())
