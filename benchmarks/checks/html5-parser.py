"""html5-parser: a fast HTML 5 parser in C that builds lxml's trees (both must use the same libxml2).

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
from html5_parser import parse
root = parse("<!doctype html><title>t</title><p>one<p>two <b>bold <i>both</b> it</i><table><tr><td>x")
assert root.tag == "html" and root.xpath("string(//title)") == "t"
assert [p.xpath("string()") for p in root.xpath("//p")] == ["one", "two bold both it"]
assert root.xpath("count(//table/tbody/tr/td)") == 1.0   # what HTML 5 says is added
assert parse("<p>gr\u00fc\u00df".encode("latin-1"), transport_encoding="latin-1").xpath("string(//p)") == "gr\u00fc\u00df"
assert parse('<meta charset="windows-1252"><p>\u20ac'.encode("cp1252")).xpath("string(//p)") == "\u20ac"
std = parse("<p id=a>x", treebuilder="etree")
assert std.find(".//p").attrib == {"id": "a"} and type(std).__module__.startswith("xml.etree")
