"""Translate Toolkit: converts, checks and merges translations; some of its programs run gettext's (msgcat, msgmerge, msgattrib).

round: 5
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import gettext, json, os, subprocess, tempfile
d = tempfile.mkdtemp()
from translate.storage import po
def run(name, *words):
    r = subprocess.run([os.path.join(sys.prefix, "bin", name), *words], cwd=d, env={**os.environ, "HOME": d, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=100)
    assert r.returncode == 0, (name, r)
    return r.stdout
units = lambda path: {u.source: u.target for u in po.pofile.parsefile(d + "/" + path).units if u.source and not u.isobsolete()}
json.dump({"snow": "It snows on %s", "ice": "Ice & cold", "many": {"a": "Flake"}}, open(d + "/en.json", "w"))
run("json2po", "-P", "--progress=none", "en.json", "new.pot")
assert {"It snows on %s", "Ice & cold", "Flake"} == set(units("new.pot"))
os.makedirs(d + "/old/de"); os.makedirs(d + "/pot"); os.rename(d + "/new.pot", d + "/pot/snow.pot")
head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n"Language: de\\n"\n\n'
open(d + "/a.po", "w").write(head + 'msgid "It snows on %s"\nmsgstr "Es schneit auf %s"\n')
open(d + "/b.po", "w").write(head + 'msgid "Ice & cold"\nmsgstr "Eis und Kälte"\n\nmsgid "Flake"\nmsgstr ""\n\nmsgid "Thaw"\nmsgstr "Tauwetter"\n')
run("pocompendium", "all.po", "a.po", "b.po")   # by msgcat
assert units("all.po") == {"It snows on %s": "Es schneit auf %s", "Ice & cold": "Eis und Kälte", "Flake": "", "Thaw": "Tauwetter"}
os.rename(d + "/all.po", d + "/old/de/snow.po")
run("pot2po", "--progress=none", "-t", "old/de/snow.po", "pot/snow.pot", "de.po")
assert units("de.po") == {"It snows on %s": "Es schneit auf %s", "Ice & cold": "Eis und Kälte", "Flake": ""}
run("po2json", "--progress=none", "-t", "en.json", "de.po", "de.json")
assert json.load(open(d + "/de.json", encoding="utf-8"))["ice"] == "Eis und Kälte"
run("pocompile", "--progress=none", "de.po", "de.mo")
assert gettext.GNUTranslations(open(d + "/de.mo", "rb")).gettext("It snows on %s") == "Es schneit auf %s"
run("posplit", "de.po")   # by msgattrib
assert set(units("de-translated.po")) == {"It snows on %s", "Ice & cold"} and set(units("de-untranslated.po")) == {"Flake"}
open(d + "/bad.po", "w").write(head + 'msgid "It snows on %s"\nmsgstr "Es schneit auf %d"\n')
run("pofilter", "--progress=none", "-t", "printf", "bad.po", "wrong.po")
assert "(pofilter) printf" in open(d + "/wrong.po").read()
