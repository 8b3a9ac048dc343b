"""reno: release notes in files beside the code; which release each belongs to is read from git's history.

round: 4
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d; tree = d + "/tree"; os.mkdir(tree)
from dulwich import porcelain
me = dict(author=b"Ada <ada@example.org>", committer=b"Ada <ada@example.org>")
def reno(*words):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "reno"), *words], cwd=tree, env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=100)
    assert r.returncode == 0, r
    return r.stdout + r.stderr
porcelain.init(tree)
def note(slug, text):
    path = reno("new", slug).split("Created new notes file in ")[1].splitlines()[0].strip()
    open(os.path.join(tree, path), "w").write(text)
    porcelain.add(tree, [os.path.join(tree, path)]); porcelain.commit(tree, message=slug.encode(), **me)
note("six-sides", "features:\n  - Flakes have six sides.\n")
porcelain.tag_create(tree, b"1.0.0", message=b"1.0.0", annotated=True, author=me["author"])
note("melting", "fixes:\n  - They do not melt below zero.\nupgrade:\n  - Needs cold.\n")
porcelain.tag_create(tree, b"1.1.0", message=b"1.1.0", annotated=True, author=me["author"])
note("wind", "issues:\n  - |\n    ``Wind`` is not known.\n")
listed = reno("list", tree)
assert listed.index("1.1.0-1") < listed.index("\n1.1.0\n") < listed.index("1.0.0"), listed
text = reno("report", tree)
one, two, three = text.index("1.1.0-1"), text.index("\n1.1.0\n"), text.index("\n1.0.0\n")
assert one < text.index("``Wind`` is not known.") < two < text.index("They do not melt below zero.") < three < text.index("Flakes have six sides."), text
assert "Bug Fixes" in text and "Upgrade Notes" in text
assert "nothing" not in reno("lint", tree)
