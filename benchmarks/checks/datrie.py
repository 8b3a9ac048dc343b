"""datrie: tries with libdatrie: words by their beginnings, saved and loaded.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, string, tempfile
import datrie
words = ["snow", "snowflake", "snowsnake", "snail", "ice", "iceberg", "eis", "schnee", "ёж", "ёлка"]
trie = datrie.Trie(string.ascii_lowercase, ranges=[("а", "я"), ("ё", "ё")])
for number, word in enumerate(words):
    trie[word] = {"number": number}
assert "snow" in trie and "sno" not in trie and len(trie) == 10 and trie["ёлка"] == {"number": 9}
assert trie.keys("sno") == ["snow", "snowflake", "snowsnake"] and sorted(trie.keys("ё")) == ["ёж", "ёлка"]
assert trie.prefixes("icebergs") == ["ice", "iceberg"] and trie.longest_prefix("snowsnakes") == "snowsnake"
assert trie.has_keys_with_prefix("sna") and not trie.has_keys_with_prefix("x")
del trie["ice"]
assert trie.get("ice") is None and trie.longest_prefix("ice", default="none") == "none"
path = os.path.join(tempfile.mkdtemp(), "t")
base = datrie.BaseTrie(string.ascii_lowercase)
for number, word in enumerate(words[:8]):
    base[word] = number
base.save(path)
again = datrie.BaseTrie.load(path)
assert again.items() == base.items() and again["schnee"] == 7
state, walked = datrie.BaseState(again), []
for letter in "snow":
    assert state.walk(letter)
at = datrie.BaseIterator(state)
while at.next():
    walked.append("snow" + at.key())
assert walked == ["snow", "snowflake", "snowsnake"], walked
