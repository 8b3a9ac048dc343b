"""Scapy: makes, sends and reads packets; filters are compiled, and the loopback is heard, with libpcap (needs root).

round: 3
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, socket, tempfile, threading
os.environ["HOME"] = os.environ["XDG_CACHE_HOME"] = os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp()
from scapy.all import IP, UDP, AsyncSniffer, Ether, Raw, conf, rdpcap, wrpcap
from scapy.arch.common import compile_filter
conf.use_pcap = True
assert conf.use_pcap, "libpcap was not taken"
program = compile_filter("udp and dst port 53", linktype=1)
assert program.bf_len > 5, program.bf_len
path = os.path.join(tempfile.mkdtemp(), "a.pcap")
wrpcap(path, [Ether() / IP(src="10.0.0.1", dst="10.0.0.2") / UDP(sport=1, dport=53) / Raw(b"flake")])
assert rdpcap(path)[0][Raw].load == b"flake"
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); server.bind(("127.0.0.1", 0)); port = server.getsockname()[1]
ready = threading.Event()
sniffer = AsyncSniffer(iface="lo", filter=f"udp and dst port {port}", count=1, started_callback=ready.set)
sniffer.start(); assert ready.wait(20)
for _ in range(3): socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"snow", ("127.0.0.1", port))
sniffer.join(40)
assert sniffer.results and sniffer.results[0][UDP].dport == port and bytes(sniffer.results[0][UDP].payload) == b"snow", sniffer.results
