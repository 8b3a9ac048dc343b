"""opendht: a distributed hash table; here two nodes of it on loopback.

round: 9
native: yes
apt: ca-certificates
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, time
import opendht, opendht.aio
key = opendht.InfoHash.get("unique_key"); assert len(str(key)) == 40 and key == opendht.InfoHash.get("unique_key") and key != opendht.InfoHash.get("other")
first, second = opendht.DhtRunner(), opendht.DhtRunner()
try:
    identity = opendht.Identity.generate("snow"); assert len(str(identity.publickey.getId())) == 40
    for node in (first, second): node.run(port=0, ipv4="127.0.0.1", ipv6="")
    assert first.getNodeId() != second.getNodeId()
    second.bootstrap("127.0.0.1", str(first.getBound().getPort()))
    for value in (b"some binary \x00 data", b"more"):   # once they know each other
        until = time.monotonic() + 60
        while not first.put(key, opendht.Value(value)): assert time.monotonic() < until
    assert sorted(value.data for value in second.get(key)) == [b"more", b"some binary \x00 data"]
    assert second.get(opendht.InfoHash.get("nothing")) == []
    async def main():
        node = opendht.aio.DhtRunner(core=second)
        with node.listen(key) as values:
            first.put(key, opendht.Value(b"late"))
            async for value, expired in values:
                if value.data == b"late": return not expired
    assert asyncio.run(asyncio.wait_for(main(), 30))
finally:
    for node in (first, second): node.shutdown()
