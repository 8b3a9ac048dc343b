"""bzrformats: the formats in which Bazaar keeps histories: compressed groups, knits, indexes, deltas.

round: 9
apt: liblzma5 zlib1g
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import random
from bzrformats import groupcompress, index, knit, multiparent
from bzrformats.transport import MemoryTransport
rng = random.Random(6)
first = [b"line %d of snow %d\n" % (n, rng.getrandbits(60)) for n in range(400)]
second = first[:100] + [b"a new flake\n"] + first[150:]; third = second[50:] + [b"the end\n"]
# Deltas
for make in (groupcompress.make_rabin_delta, groupcompress.make_line_delta):
    source, target = b"".join(first), b"".join(second); delta = make(source, target)
    assert len(delta) < 200 and groupcompress.apply_delta(source, delta) == target, len(delta)
assert groupcompress.decode_base128_int(groupcompress.encode_base128_int(2 ** 30 + 6)) == (2 ** 30 + 6, 5)
# Histories of files
def filled(factory):
    transport = MemoryTransport(); files = factory(transport)
    for key, parents, lines in ((b"one", [], first), (b"two", [b"one"], second), (b"three", [b"two"], third)): files.add_lines((b"f", key), [(b"f", p) for p in parents], lines)
    return transport, files
transport, files = filled(groupcompress.make_pack_factory(True, False, 2))
files.writer.end()
assert files.keys() == {(b"f", b"one"), (b"f", b"two"), (b"f", b"three")} and files.get_parent_map([(b"f", b"two")]) == {(b"f", b"two"): ((b"f", b"one"),)}
texts = {record.key[1]: record.get_bytes_as("fulltext") for record in files.get_record_stream([(b"f", b"one"), (b"f", b"two"), (b"f", b"three")], "topological", True)}
assert texts == {b"one": b"".join(first), b"two": b"".join(second), b"three": b"".join(third)}
assert [key[1] for key, line in files.annotate((b"f", b"three"))][-1] == b"three" and (b"f", b"two") in {key for key, _ in files.annotate((b"f", b"three"))}
assert files.get_sha1s([(b"f", b"one")])[(b"f", b"one")] == __import__("hashlib").sha1(b"".join(first)).hexdigest().encode()
groupcompress.cleanup_pack_group(files)
# An index
builder = index.GraphIndexBuilder(reference_lists=1, key_elements=1)
for n in range(300): builder.add_node((b"key%03d" % n,), b"value %d" % n, ([(b"key%03d" % (n - 1),)] if n else [],))
transport = MemoryTransport(); length = transport.put_file("index", builder.finish())
read = index.GraphIndex(transport, "index", length or len(transport.get_bytes("index")))
assert read.key_count() == 300 and [(node[1], node[2]) for node in read.iter_entries([(b"key123",)])] == [((b"key123",), b"value 123")]
