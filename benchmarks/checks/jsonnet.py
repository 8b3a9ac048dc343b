"""jsonnet: evaluates the configuration language Jsonnet, by its C++ implementation.

round: 9
native: yes
apt: ca-certificates
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, tempfile
import _jsonnet
d = tempfile.mkdtemp()
open(d + "/snow.libsonnet", "w").write("{ Person(name='Alice'):: { name: name, welcome: 'Hello ' + name + '!' }, depth: 6 }")
open(d + "/main.jsonnet", "w").write("""
local snow = import 'snow.libsonnet';
local Base = { kind: 'flake', arms: 6, label: '%s of %d' % [self.kind, self.arms], secret:: 1 };
{
  person1: snow.Person(), person2: self.person1 { name: 'Bob', welcome: 'Hello ' + self.name + '!' },
  flake: Base { arms+: std.extVar('more'), kind: std.extVar('kind') },
  squares: [x * x for x in std.range(1, 5) if x % 2 == 1], depth: snow.depth, text: importstr 'text.txt',
  ['key' + i]: i for i in []
} + { sorted: std.sort([3, 1, 2]), md5: std.md5('snow'), joined: std.join('-', std.map(std.asciiUpper, ['a', 'b'])), yaml: std.parseYaml('a: [1, 2]\\nb: ❄') }
""".replace("  ['key' + i]: i for i in []\n", ""))
open(d + "/text.txt", "w", encoding="utf-8").write("Schneeflöckchen\n")
got = json.loads(_jsonnet.evaluate_file(d + "/main.jsonnet", ext_vars={"kind": "star"}, ext_codes={"more": "2 * 3"}))
assert got["person1"] == {"name": "Alice", "welcome": "Hello Alice!"} and got["person2"]["welcome"] == "Hello Bob!", got
assert got["flake"] == {"kind": "star", "arms": 12, "label": "star of 12"} and got["squares"] == [1, 9, 25] and got["depth"] == 6 and got["text"] == "Schneeflöckchen\n", got
assert got["sorted"] == [1, 2, 3] and got["md5"] == "2b93fbdf27d43547bec8794054c28e00" and got["joined"] == "A-B" and got["yaml"] == {"a": [1, 2], "b": "❄"}, got
def found(base, path): return ("there/" + path, b"function(x) x + native") if path == "none" else ("there/" + path, b"{ from: 'Python' }")
assert json.loads(_jsonnet.evaluate_snippet("snippet", "import 'anything'", import_callback=found)) == {"from": "Python"}
called = []
def add(a, b): called.append((a, b)); return {"sum": a + b, "list": [None, True, "x"]}
assert json.loads(_jsonnet.evaluate_snippet("snippet", "std.native('add')(1, 2.5)", native_callbacks={"add": (("a", "b"), add)})) == {"sum": 3.5, "list": [None, True, "x"]} and called == [(1, 2.5)]
assert json.loads(_jsonnet.evaluate_snippet("snippet", "function(a, b=3) a * b", tla_codes={"a": "14"})) == 42
try: _jsonnet.evaluate_snippet("wrong", "{ a: error 'too warm' }")
except RuntimeError as error: assert "too warm" in str(error) and "wrong:1:" in str(error), error
else: raise AssertionError("no error")
assert _jsonnet.version.startswith("v"), _jsonnet.version
