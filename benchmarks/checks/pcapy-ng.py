"""pcapy-ng: reads, filters and writes captured packets, by libpcap.

round: 9
native: yes
apt: libpcap0.8t64
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import socket, struct
import pcapy
def packet(protocol, source, to, payload):
    inner = struct.pack(">2H", source, to) + (struct.pack(">2I2B3H", 1, 0, 5 << 4, 2, 100, 0, 0) if protocol == 6 else struct.pack(">2H", 8 + len(payload), 0)) + payload
    return bytes(12) + b"\x08\0" + struct.pack(">2B3H2BH", 0x45, 0, 20 + len(inner), 0, 0, 64, protocol, 0) + socket.inet_aton("10.0.0.1") + socket.inet_aton("10.0.0.2") + inner
packets = [packet(6, 4000, 80, b"GET /"), packet(17, 5000, 53, b"snow"), packet(6, 4001, 443, b"\x16\3\1" + bytes(200)), packet(17, 53, 5000, b"flake")]
with open("a.pcap", "wb") as out:
    out.write(struct.pack("<I2H4I", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    for i, data in enumerate(packets): out.write(struct.pack("<4I", 1700000000 + i, 250 * i, min(len(data), 100), len(data)) + data[:100])
capture = pcapy.open_offline("a.pcap")
assert capture.datalink() == pcapy.DLT_EN10MB
header, data = capture.next(); assert data == packets[0] and header.getts() == (1700000000, 0) and header.getlen() == header.getcaplen() == len(packets[0])
rest = []; capture.loop(-1, lambda header, data: rest.append((header.getts(), header.getlen(), header.getcaplen(), data)))
assert [r[3] for r in rest] == [p[:100] for p in packets[1:]] and rest[1][:3] == ((1700000002, 500), len(packets[2]), 100), rest
def filtered(words):
    found = []; capture = pcapy.open_offline("a.pcap"); capture.setfilter(words); capture.loop(-1, lambda h, d: found.append(packets.index(next(p for p in packets if p.startswith(d))))); return found
assert filtered("udp port 53") == [1, 3] and filtered("tcp dst port 443 or greater 250") == [2] and filtered("src host 10.0.0.2") == [] and filtered("tcp[tcpflags] & tcp-syn != 0") == [0, 2]
try: filtered("snow falls")
except pcapy.PcapError as error: assert "snow" in str(error) or "syntax" in str(error), error
else: raise AssertionError("took nonsense for a filter")
capture = pcapy.open_offline("a.pcap"); capture.setfilter("udp"); dumper = capture.dump_open("b.pcap")
capture.loop(-1, lambda header, data: dumper.dump(header, data)); del dumper, capture
written = open("b.pcap", "rb").read(); assert written[:4] == struct.pack("<I", 0xA1B2C3D4) and packets[1] in written and packets[3] in written and packets[0] not in written
assert len(written) == 24 + 2 * 16 + len(packets[1]) + len(packets[3]), len(written)
program = pcapy.compile(pcapy.DLT_EN10MB, 65535, "tcp port 80", 1, 0xFFFFFFFF)
assert [bool(program.filter(p)) for p in packets] == [True, False, False, False]
