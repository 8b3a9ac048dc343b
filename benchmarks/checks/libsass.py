"""libsass: turns Sass and SCSS into CSS, by LibSass.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, subprocess, sys, tempfile
import sass
d = tempfile.mkdtemp()
assert sass.compile(string="$n: 6; .flake { width: $n * 10px; b { color: rgba(#ff0000, .5); } }", output_style="compressed") == ".flake{width:60px}.flake b{color:rgba(255,0,0,0.5)}\n"
assert sass.compile(string=".a\n  .b\n    margin: 1px + 2px\n", indented=True).split() == ".a .b { margin: 3px; }".split()
open(d + "/_ice.scss", "w").write("@mixin cold($t) { temperature: $t; @content; }\n@function twice($x) { @return $x * 2; }\n")
open(d + "/main.scss", "w").write('@import "ice";\n@each $w in north, south { .#{$w} { @include cold(twice(-3)) { frost: true; } } }\n')
css, source_map = sass.compile(filename=d + "/main.scss", source_map_filename=d + "/main.css.map", output_style="expanded")
assert ".south {\n  temperature: -6;\n  frost: true;\n}" in css and "sourceMappingURL=main.css.map" in css, css
assert "_ice.scss" in " ".join(json.loads(source_map)["sources"]) and json.loads(source_map)["mappings"]
def sixth(number): return sass.SassNumber(number.value / 6, number.unit)
assert "6px" in sass.compile(string="a { w: sixth(36px); c: snow(cold) }", custom_functions=[sass.SassFunction("sixth", ("$n",), sixth)])
assert "7em" in sass.compile(string='@import "fog";', importers=[(0, lambda path: [(path, "a { h: 7em }")] if path == "fog" else None)])
try: sass.compile(string="a { b: $none; }")
except sass.CompileError as error: assert "Undefined variable" in str(error), error
else: raise AssertionError("it compiled what is wrong")
os.mkdir(d + "/out"); sass.compile(dirname=(d, d + "/out")); assert ".north" in open(d + "/out/main.css").read()
r = subprocess.run([os.path.join(sys.prefix, "bin", "pysassc"), "-t", "compact", d + "/main.scss"], capture_output=True, text=True, timeout=50)
assert r.returncode == 0 and ".north { temperature: -6; frost: true; }" in r.stdout, r
