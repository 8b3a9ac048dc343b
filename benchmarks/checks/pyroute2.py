"""pyroute2: the kernel's netlink: links, addresses and routes; here in a network of its own.

round: 10
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, socket
from pyroute2 import IPRoute, NDB, netns
os.unshare(os.CLONE_NEWNET)   # nothing of the machine's own is touched
with IPRoute() as ip:
    names = [link.get_attr("IFLA_IFNAME") for link in ip.get_links()]; assert "lo" in names, names
    lo = ip.link_lookup(ifname="lo")[0]; ip.link("set", index=lo, state="up"); assert ip.link_lookup(operstate="UNKNOWN") == [lo] or ip.get_links(lo)[0]["flags"] & 1
    ip.addr("add", index=lo, address="192.0.2.1", prefixlen=24)
    assert {a.get_attr("IFA_ADDRESS"): a["prefixlen"] for a in ip.get_addr(family=socket.AF_INET)} == {"127.0.0.1": 8, "192.0.2.1": 24}
    server = socket.create_server(("192.0.2.1", 0)); client = socket.create_connection(server.getsockname(), 5); peer, _ = server.accept(); client.sendall(b"snow"); assert peer.recv(9) == b"snow"
    [one.close() for one in (client, peer, server)]
    ip.route("add", dst="198.51.100.0/24", oif=lo); routes = [r.get_attr("RTA_DST") for r in ip.get_routes(family=socket.AF_INET, table=254)]; assert "198.51.100.0" in routes, routes
    assert ip.route("get", dst="198.51.100.7")[0].get_attr("RTA_OIF") == lo
    ip.rule("add", table=77, src="192.0.2.0/24", priority=500); assert 77 in [r.get_attr("FRA_TABLE") for r in ip.get_rules(family=socket.AF_INET)]
    try: ip.addr("add", index=lo, address="192.0.2.1", prefixlen=24)
    except Exception as error: assert error.code == 17, error
    else: raise AssertionError("an address twice")
    ip.addr("del", index=lo, address="192.0.2.1", prefixlen=24); assert len(ip.get_addr(family=socket.AF_INET)) == 1
with NDB() as ndb:
    with ndb.interfaces["lo"] as lo: lo.add_ip("192.0.2.9/32")
    assert any(a.address == "192.0.2.9" for a in ndb.addresses.dump()) and ndb.interfaces["lo"]["state"] == "up"
assert netns._get_libc() is not None   # what it finds by its name
from pyroute2.inotify.inotify_fd import Inotify
os.mkdir("watched"); eye = Inotify(path=[]); eye.bind(); eye.register_path("watched", 0x100); open("watched/flake", "w").close()
assert [bytes(m["name"]).rstrip(b"\0") if isinstance(m["name"], bytes) else m["name"] for m in eye.get() if m["name"]] in (["flake"], [b"flake"]); eye.close()
