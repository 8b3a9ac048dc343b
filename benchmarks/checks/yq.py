"""yq: jq for YAML, XML and TOML; it starts jq.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys
def run(program, expression, text, *more):
    r = subprocess.run([os.path.join(sys.prefix, "bin", program), *more, expression], input=text, capture_output=True, text=True, timeout=60)
    assert r.returncode == 0, r
    return r.stdout
assert run("yq", ".a[1].b", "a:\n- b: 1\n- b: snow\n", "-r") == "snow\n"
assert run("yq", ".a |= map(.+1)", "a: [1, 2]\n", "-y").split() == ["a:", "-", "2", "-", "3"]
assert run("xq", ".r.x[0]", "<r><x>1</x><x>2</x></r>", "-r") == "1\n"
assert run("tomlq", ".t.k", "[t]\nk = 5\n") == "5\n"
