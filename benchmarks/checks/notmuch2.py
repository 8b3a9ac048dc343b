"""notmuch2: indexes and searches mail, with libnotmuch.

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d; os.makedirs(d + "/mail/cur")
import notmuch2
def mail(name, subject, text, parent=""):
    path = f"{d}/mail/cur/{name}"
    open(path, "w").write(f"From: Ada <ada@example.org>\nTo: bob@example.org\nSubject: {subject}\nDate: Mon, 01 Jan 2024 10:00:00 +0000\nMessage-ID: <{name}@example.org>\n{parent}\n{text}\n")
    return path
with notmuch2.Database.create(d + "/mail") as db:
    for path in (mail("one", "First snow", "Six-sided flakes fall."), mail("two", "Re: First snow", "They melted.", "In-Reply-To: <one@example.org>\nReferences: <one@example.org>\n"), mail("three", "Sun", "No clouds.")):
        message, duplicate = db.add(path)
        assert not duplicate
        message.tags.add("new")
    db.find("three@example.org").tags.add("warm")
with notmuch2.Database(d + "/mail", config=notmuch2.Database.CONFIG.EMPTY) as db:
    assert [m.messageid for m in db.messages("flake")] == ["one@example.org"]   # by the stem of "flakes"
    assert sorted(m.messageid for m in db.messages("subject:snow and tag:new")) == ["one@example.org", "two@example.org"]
    assert db.count_threads("*") == 2 and "warm" in db.tags
    assert db.find("two@example.org").header("Subject") == "Re: First snow"
