"""pylibsrtp: encrypts and authenticates RTP and RTCP packets (SRTP), with libsrtp.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import struct
from pylibsrtp import Error, Policy, Session
key = bytes(range(30))
def rtp(number, payload): return struct.pack("!BBHII", 0x80, 0, number, 160 * number, 0xCAFEBABE) + payload
sender = Session(Policy(key=key, ssrc_type=Policy.SSRC_ANY_OUTBOUND))
receiver = Session(Policy(key=key, ssrc_type=Policy.SSRC_ANY_INBOUND))
sent = [rtp(n, b"six sides %d" % n) for n in range(1, 50)]
for packet in sent:
    protected = sender.protect(packet)
    assert len(protected) == len(packet) + 10 and protected[:12] == packet[:12] and b"six sides" not in protected, protected
    assert receiver.unprotect(protected) == packet
refused = []
def refuse(what):
    try: what()
    except Error as error: refused.append(str(error))
refuse(lambda: receiver.unprotect(protected))   # once more the same packet
broken = bytearray(sender.protect(rtp(60, b"ice"))); broken[14] ^= 1
refuse(lambda: receiver.unprotect(bytes(broken)))
other = Session(Policy(key=bytes(30), ssrc_type=Policy.SSRC_ANY_INBOUND))
refuse(lambda: other.unprotect(sender.protect(rtp(61, b"ice"))))
assert len(refused) == 3, refused
report = struct.pack("!BBHI", 0x80, 200, 6, 0xCAFEBABE) + bytes(20)
protected = sender.protect_rtcp(report)
assert len(protected) == len(report) + 14 and receiver.unprotect_rtcp(protected) == report
# RFC 3711, B.3: keys and their first packet
vector = Session(Policy(key=bytes.fromhex("e1f97a0d3e018be0d64fa32c06de41390ec675ad498afeebb6960b3aabe6"), ssrc_type=Policy.SSRC_ANY_OUTBOUND))
plain = bytes.fromhex("800f1234decafbadcafebabe" + "ab" * 16)
assert vector.protect(plain).hex() == "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb"   # libsrtp's own test
gcm = lambda kind: Session(Policy(key=bytes(range(28)), ssrc_type=kind, srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_128_GCM))
assert gcm(Policy.SSRC_ANY_INBOUND).unprotect(gcm(Policy.SSRC_ANY_OUTBOUND).protect(plain)) == plain
