"""maxminddb: looks addresses up in MaxMind's database files, with libmaxminddb.

round: 4
native: no
extra: mmdb-writer
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import maxminddb
from mmdb_writer import MMDBWriter
from netaddr import IPSet
writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="Snow-City", languages=["en"], description="snow")
writer.insert_network(IPSet(["192.0.2.0/24", "198.51.100.0/25"]), {"country": {"iso_code": "AT", "names": {"en": "Austria", "de": "Österreich"}}, "snow": 2.5, "sure": True})
writer.insert_network(IPSet(["2001:db8::/32"]), {"country": {"iso_code": "CH"}, "places": ["Bern", "Chur"]})
path = os.path.join(tempfile.mkdtemp(), "s.mmdb")
writer.to_db_file(path)
with maxminddb.open_database(path, maxminddb.MODE_MMAP_EXT) as reader:   # libmaxminddb's
    assert type(reader).__module__ == "maxminddb.extension", type(reader)
    found = reader.get("192.0.2.77")
    assert found["country"] == {"iso_code": "AT", "names": {"en": "Austria", "de": "Österreich"}} and abs(found["snow"] - 2.5) < 1e-9 and found["sure"] is True, found
    assert reader.get("198.51.100.200") is None and reader.get("10.0.0.1") is None
    record, prefix = reader.get_with_prefix_len("2001:db8:1::9")
    assert (record["places"], prefix) == (["Bern", "Chur"], 32)
    about = reader.metadata()
    assert about.database_type == "Snow-City" and about.ip_version == 6
    assert {str(network) for network, _ in reader} >= {"192.0.2.0/24", "198.51.100.0/25", "2001:db8::/32"}, list(reader)
with maxminddb.open_database(path, maxminddb.MODE_MMAP) as reader:
    assert reader.get("192.0.2.1")["country"]["iso_code"] == "AT"
