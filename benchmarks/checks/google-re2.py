"""google-re2: regular expressions in linear time, by RE2.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import time
import re2
m = re2.fullmatch(r"(?P<year>\d{4})-(?P<month>\d\d)", "2024-12")
assert m and m.groupdict() == {"year": "2024", "month": "12"} and m.span(2) == (5, 7)
assert re2.findall(r"(?i)snow\w*", "Snow, snowflake and sun") == ["Snow", "snowflake"]
assert re2.sub(r"(\w+) (\w+)", r"\2 \1", "six sides") == "sides six" and re2.split(r"[,;]\s*", "a, b;c") == ["a", "b", "c"]
assert re2.search(r"\p{Greek}+", "snow χιών").group() == "χιών"
start = time.time()
assert re2.fullmatch(r"(a*)*b", "a" * 5000) is None and time.time() - start < 5   # a backtracking one would not end
latin = re2.Options(); latin.encoding = re2.Options.Encoding.LATIN1
assert re2.search(rb"\xff+", b"a\xff\xff", options=latin).span() == (1, 3)
options = re2.Options(); options.case_sensitive = False; options.longest_match = True
assert re2.compile("a|AB", options=options).match("ab").group() == "ab"
try: re2.compile(r"(a)\1")
except re2.error: pass
else: raise AssertionError("back references are not RE2's")
s = re2.Set.SearchSet()
for pattern in ("ice", "snow", r"\d+"): s.Add(pattern)
s.Compile()
assert sorted(s.Match("snow 7")) == [1, 2]
