"""pcre2: Perl's regular expressions by PCRE2, compiled just in time.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import pcre2
p = pcre2.compile(r"(?<year>\d{4})-(?<month>\d\d)")
m = p.search("in 2024-12 it snowed")
assert m and m.group("year") == "2024" and m[2] == "12" and m.span() == (3, 10)
assert [x[0] for x in pcre2.finditer(r"snow\w*", "Snow, snowflake and sun", flags=pcre2.IGNORECASE)] == ["Snow", "snowflake"]
nested = pcre2.compile(r"\((?:[^()]++|(?R))*\)")   # recursion and possession, that re does not have
assert nested.search("f(a(b)c) d").group() == "(a(b)c)" and nested.search("((") is None
assert pcre2.fullmatch(r"(\w+)\s\1", "ice ice") and pcre2.search(r"foo\Kbar", "foobar").group() == "bar"
assert pcre2.search(r"\p{Greek}+", "snow χιών").group() == "χιών" and pcre2.search(rb"\xff+", b"a\xff\xff").span() == (1, 3)
assert pcre2.sub(r"(\w+) (\w+)", r"\2 \1", "six sides") == "sides six" and pcre2.split(r"[,;]\s*", "a, b;c") == ["a", "b", "c"]
try: pcre2.compile("(a")
except pcre2.PatternError: pass
else: raise AssertionError("no error")
assert pcre2.__libpcre2_version__.startswith("10.")
