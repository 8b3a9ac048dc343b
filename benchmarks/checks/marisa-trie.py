"""marisa-trie: static tries of strings, with what belongs to each, by the C++ library of that name.

round: 9
native: yes
apt: libmarisa0
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, pickle, tempfile
import marisa_trie
words = ["key1", "key2", "key12", "schnee", "schneeflöckchen", "снег"] + [f"number{i:05}" for i in range(20000)]
trie = marisa_trie.Trie(words)
assert len(trie) == len(words) and "key1" in trie and "key20" not in trie and "снег" in trie and "schn" not in trie
assert sorted(trie.keys("key1")) == ["key1", "key12"] and trie.prefixes("schneeflöckchenweiß") == ["schnee", "schneeflöckchen"]
assert sorted(trie[word] for word in words) == list(range(len(words))) and all(trie.restore_key(trie[word]) == word for word in words[:50])
assert trie.get("nothing") is None and sorted(trie) == sorted(words) and len(trie.keys("number123")) == 100
d = tempfile.mkdtemp()
trie.save(d + "/a.marisa")
assert open(d + "/a.marisa", "rb").read(12) == b"We love Mari" and os.path.getsize(d + "/a.marisa") < sum(map(len, words)) / 2, os.path.getsize(d + "/a.marisa")
for again in (marisa_trie.Trie().load(d + "/a.marisa"), marisa_trie.Trie().mmap(d + "/a.marisa"), pickle.loads(pickle.dumps(trie)), marisa_trie.Trie().frombytes(trie.tobytes())):
    assert again["schnee"] == trie["schnee"] and list(again.keys("sch")) == list(trie.keys("sch")) and again == trie
data = marisa_trie.BytesTrie([("foo", b"one"), ("bar", b"two"), ("foobar", b"three"), ("foo", b"\x00four")])
assert sorted(data["foo"]) == [b"\x00four", b"one"] and data.get("none", 7) == 7 and sorted(data.items("foob")) == [("foobar", b"three")]
records = marisa_trie.RecordTrie("<H?", [("foo", (1, True)), ("bar", (65535, False)), ("foo", (3, False))])
assert records["bar"] == [(65535, False)] and sorted(records["foo"]) == [(1, True), (3, False)] and sorted(records.keys()) == ["bar", "foo", "foo"]
binary = marisa_trie.BinaryTrie([b"\x00\xff\x01", b"\x00\xff"])
assert binary.prefixes(b"\x00\xff\x01\x02") == [b"\x00\xff", b"\x00\xff\x01"], binary.prefixes(b"\x00\xff\x01\x02")
heavy = marisa_trie.Trie(["snow", "ice", "sleet"], weights=[1.0, 9.0, 3.0], order=marisa_trie.WEIGHT_ORDER)
assert heavy.keys() == ["ice", "sleet", "snow"], heavy.keys()
