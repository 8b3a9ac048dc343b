"""trytond: the server of Tryton, an enterprise's own software: its models in a database, and its papers, which LibreOffice makes into PDF and spreadsheets' kinds.

round: 4
native: no
extra: trytond_company
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, subprocess, sys, tempfile, zipfile
d = tempfile.mkdtemp(); os.environ |= {"HOME": d, "TRYTOND_CONFIG": d + "/trytond.conf", "LC_ALL": "C.UTF-8"}
open(d + "/trytond.conf", "w").write(f"[database]\nuri = sqlite://\npath = {d}/db\n"); os.mkdir(d + "/db")
open(d + "/password", "w").write("powder-Snow-42")
open(d + "/db/winter.sqlite", "w").close()
admin = [os.path.join(sys.prefix, "bin", "trytond-admin"), "-c", d + "/trytond.conf", "-d", "winter", "--email", "ada@example.com"]
env = {**os.environ, "TRYTONPASSFILE": d + "/password"}
r = subprocess.run([*admin, "--all"], env=env, capture_output=True, text=True, timeout=200, stdin=subprocess.DEVNULL); assert r.returncode == 0, r.stderr[-3000:]
r = subprocess.run([*admin, "-u", "company", "--activate-dependencies"], env=env, capture_output=True, text=True, timeout=200, stdin=subprocess.DEVNULL); assert r.returncode == 0, r.stderr[-3000:]
from trytond import config
config.update_etc(d + "/trytond.conf")
from trytond.pool import Pool
from trytond.transaction import Transaction
Pool.start(); pool = Pool("winter"); pool.init()
with Transaction().start("winter", 1) as t:
    Party, Report, User = pool.get("party.party"), pool.get("ir.action.report"), pool.get("res.user")
    party, = Party.create([{"name": "Snow & Ice", "addresses": [("create", [{"street": "Glacier 12", "city": "Alps"}])]}])
    assert [p.name for p in Party.search([("name", "ilike", "snow%")])] == ["Snow & Ice"]
    action, = Report.search([("report_name", "=", "party.letter")])
    for extension, start in (("pdf", b"%PDF-"), ("docx", b"PK"), ("", b"PK")):
        Report.write([action], {"extension": extension})
        kind, content, printed, name = pool.get("party.letter", type="report").execute([party.id], {"action_id": action.id, "model": "party.party"})
        assert kind == (extension or "odt") and content.startswith(start) and len(content) > 3000, (kind, content[:100])
        assert "Letter" in name and not printed, name
        if kind != "pdf": assert b"Glacier 12" in zipfile.ZipFile(io.BytesIO(content)).read({"docx": "word/document.xml", "odt": "content.xml"}[kind])
    t.commit()
r = subprocess.run([os.path.join(sys.prefix, "bin", "trytond-console"), "-c", d + "/trytond.conf", "-d", "winter"], env=env, input="print('found', pool.get('party.party').search([], count=True))\n", capture_output=True, text=True, timeout=100)
assert "found 1" in r.stdout, r
