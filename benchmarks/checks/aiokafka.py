"""aiokafka: a client of Kafka for asyncio; its gssapi extra logs in with the system's GSSAPI; here to a broker made here.

round: 7
native: no
extra: aiokafka[gssapi], cryptography
apt: libkrb5-dev krb5-user
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, struct, sys
# What a KDC would have given, made here: a keytab, and a ticket of its service for alice (RFC 4120, RFC 8009)
import hashlib, hmac, os, struct, tempfile, time
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
d, service_key, session_key = tempfile.mkdtemp(), os.urandom(16), os.urandom(16)
def der(tag, *parts):
    body = b"".join(parts)
    return bytes([tag]) + (bytes([len(body)]) if len(body) < 128 else b"\x82" + struct.pack(">H", len(body))) + body
fields = lambda *parts: der(0x30, *(der(0xA0 + n, part) for n, part in parts))
number, text = lambda n: der(2, bytes([n])), lambda s: der(27, s.encode())
name = lambda kind, *words: fields((0, number(kind)), (1, der(0x30, *map(text, words))))
def sealed(data, usage):
    derived = lambda label: hmac.digest(service_key, b"\0\0\0\1" + struct.pack(">IB", usage, label) + b"\0" + b"\0\0\0\x80", "sha256")[:16]
    data = os.urandom(16) + data; missing = -len(data) % 16
    cipher = Cipher(algorithms.AES(derived(0xAA)), modes.CBC(bytes(16))).encryptor().update(data + bytes(missing))
    cipher = cipher[:-32] + cipher[-16:] + cipher[-32:-16 - missing]
    return cipher + hmac.digest(derived(0x55), bytes(16) + cipher, "sha256")[:16]
def prepare(service, realm="SNOW.TEST", now=int(time.time())):
    at = lambda t: der(24, time.strftime("%Y%m%d%H%M%SZ", time.gmtime(t)).encode())
    inside = der(0x63, fields((0, der(3, b"\0\0\x20\0\0")), (1, fields((0, number(19)), (1, der(4, session_key)))), (2, text(realm)), (3, name(1, "alice")),
        (4, fields((0, number(1)), (1, der(4)))), (5, at(now)), (6, at(now)), (7, at(now + 9000))))
    ticket = der(0x61, fields((0, number(5)), (1, text(realm)), (2, name(2, service, "localhost")), (3, fields((0, number(19)), (1, number(1)), (2, der(4, sealed(inside, 2)))))))
    long, short = lambda b: struct.pack(">I", len(b)) + b, lambda s: struct.pack(">H", len(s)) + s.encode()
    who = lambda kind, *words: struct.pack(">II", kind, len(words)) + b"".join(long(w.encode()) for w in (realm, *words))
    entry = b"\0\2" + short(realm) + short(service) + short("localhost") + struct.pack(">IIBHH", 2, now, 1, 19, 16) + service_key
    open(d + "/keytab", "wb").write(b"\5\2" + long(entry))
    open(d + "/cache", "wb").write(b"\5\4\0\0" + who(1, "alice") + who(1, "alice") + who(2, service, "localhost") + struct.pack(">H", 19) + long(session_key)
        + struct.pack(">IIIIBIII", now, now, now + 9000, 0, 0, 0x200000, 0, 0) + long(ticket) + long(b""))
    open(d + "/krb5.conf", "w").write(f"[libdefaults]\ndefault_realm = {realm}\nrdns = false\ndns_canonicalize_hostname = false\ndns_lookup_kdc = false\ndns_lookup_realm = false\n"
        f"[realms]\n{realm} = {{\n kdc = 127.0.0.1:9\n}}\n[domain_realm]\nlocalhost = {realm}\n")
    os.environ.update(KRB5_CONFIG=d + "/krb5.conf", KRB5CCNAME="FILE:" + d + "/cache", KRB5_KTNAME="FILE:" + d + "/keytab", KRB5RCACHENAME="none:")
prepare("kafka")

import gssapi
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError
short, int32, int64 = (lambda n, f=f: struct.pack(f, n) for f in (">h", ">i", ">q"))
string, data = lambda s: short(len(s)) + s.encode(), lambda b: int32(len(b)) + b
array = lambda *items: int32(len(items)) + b"".join(items)
KEYS = {0: (7, 7), 1: (4, 4), 2: (1, 1), 3: (1, 1), 17: (1, 1), 18: (0, 0), 36: (0, 0)}   # Produce, Fetch, ListOffsets, Metadata, SaslHandshake, ApiVersions, SaslAuthenticate
log, who, batches = [], set(), []
async def broker(reader, writer):
    context, step = None, 0
    try:
        while True:
            body = await reader.readexactly(struct.unpack(">i", await reader.readexactly(4))[0])
            key, version, number, n = struct.unpack_from(">hhih", body)
            rest, out = body[10 + max(n, 0):], b""
            log.append(key)
            if key not in (17, 18, 36) and step < 9: break   # to nobody
            if key == 18: out = short(0) + array(*(struct.pack(">hhh", k, *v) for k, v in KEYS.items()))
            elif key == 17: out = short(0) + array(string("GSSAPI"))
            elif key == 36:
                token = rest[4:]
                if step == 0:
                    context = gssapi.SecurityContext(creds=gssapi.Credentials(usage="accept"), usage="accept")
                    back = context.step(token) or b""; step = 1
                    assert context.complete
                elif step == 1: back, step = context.wrap(b"\1\0\0\0", False).message, 2   # no layer of protection
                else:
                    assert context.unwrap(token).message[:4] == b"\1\0\0\0"
                    back, step = b"", 9; who.add(str(context.initiator_name))
                out = short(0) + short(-1) + data(back)
            elif key == 3: out = array(int32(1) + string("localhost") + int32(port) + short(-1)) + int32(1) + array(short(0) + string("snow") + b"\0" + array(short(0) + int32(0) + int32(1) + array(int32(1)) + array(int32(1))))
            elif key == 2: out = array(string("snow") + array(int32(0) + short(0) + int64(-1) + int64(0)))
            elif key == 0:
                at = rest.index(string("snow")) + 6 + 4 + 4
                batches.append(rest[at + 4:at + 4 + struct.unpack_from(">i", rest, at)[0]])
                out = array(string("snow") + array(int32(0) + short(0) + int64(0) + int64(-1) + int64(0))) + int32(0)
            elif key == 1:
                at = struct.unpack_from(">q", rest, rest.index(string("snow")) + 6 + 4 + 4)[0]
                if at: await asyncio.sleep(0.2)
                out = int32(0) + array(string("snow") + array(int32(0) + short(0) + int64(2) + int64(2) + array() + data(b"" if at else batches[0])))
            writer.write(data(int32(number) + out))
    except asyncio.IncompleteReadError: pass
    finally: writer.close()
async def main():
    global port
    server = await asyncio.start_server(broker, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    how = dict(bootstrap_servers=f"localhost:{port}", request_timeout_ms=8000)
    safe = dict(how, security_protocol="SASL_PLAINTEXT", sasl_mechanism="GSSAPI", sasl_kerberos_service_name="kafka", sasl_kerberos_domain_name="localhost")
    producer = AIOKafkaProducer(compression_type="gzip", linger_ms=200, **safe)
    await producer.start()
    sent = await asyncio.gather(*[await producer.send("snow", value, key=b"k") for value in (b"deep", b"deeper")])
    await producer.stop()
    assert [s.offset for s in sent] == [0, 1] and len(batches) == 1 and who == {"alice@SNOW.TEST"}, (sent, who, log)
    consumer = AIOKafkaConsumer(auto_offset_reset="earliest", **safe)
    await consumer.start()
    consumer.assign([TopicPartition("snow", 0)])
    got = [await consumer.getone() for _ in range(2)]
    await consumer.stop()
    assert [(m.offset, m.key, m.value) for m in got] == [(0, b"k", b"deep"), (1, b"k", b"deeper")], got
    nobody = AIOKafkaProducer(**how)
    try: await nobody.start(); sys.exit("it was let in without a ticket")
    except KafkaError: pass
    finally: await nobody.stop()
    server.close()
asyncio.run(asyncio.wait_for(main(), 50))
