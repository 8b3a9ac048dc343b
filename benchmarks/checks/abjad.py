"""abjad: music written in Python, and engraved by LilyPond.

round: 10
native: yes
apt: lilypond
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import glob, os, pathlib, struct
import abjad
os.makedirs("out")
staff = abjad.Staff("c'4 d'4 e'4 f'4 | g'2 g'2"); abjad.attach(abjad.TimeSignature((4, 4)), abjad.select.leaf(staff, 0) if hasattr(abjad.select, "leaf") else staff[0])
abjad.slur(staff[:4]); abjad.attach(abjad.Articulation("staccato"), staff[5]); abjad.attach(abjad.KeySignature(abjad.NamedPitchClass("g"), abjad.Mode("major")), staff[0])
text = abjad.lilypond(staff); assert "\\new Staff" in text and "\\staccato" in text and "\\key g \\major" in text and "(" in text, text
score = abjad.Score([staff, abjad.Staff("c2 e2 <c e g>1")], name="Score")
assert len(abjad.select.leaves(score)) == 9
path = pathlib.Path("out/snow.pdf"); abjad.persist.as_pdf(score, str(path)); data = path.read_bytes(); assert data[:5] == b"%PDF-" and len(data) > 5000, len(data)
file = abjad.illustrators.illustrate(score); file["score"].items.append(abjad.Block("midi")); abjad.persist.as_midi(file, "out/tune.midi"); data = open(glob.glob("out/tune.mid*")[0], "rb").read()
assert data[:4] == b"MThd" and struct.unpack(">I", data[4:8]) == (6,)
def notes(track):
    at = status = 0
    while at < len(track):
        while track[at] & 0x80: at += 1   # the time
        at += 1
        if track[at] & 0x80: status = track[at]; at += 1
        if status == 0xff: at += 2 + track[at + 1]   # none of them is long
        else:
            if status & 0xf0 == 0x90 and track[at + 1]: yield track[at]
            at += 1 if status & 0xf0 in (0xc0, 0xd0) else 2
played = sorted(note for part in data.split(b"MTrk")[1:] for note in notes(part[4:])); assert played == [48, 48, 52, 52, 55, 60, 62, 64, 65, 67, 67], played
abjad.persist.as_png(staff, "out/page.png", resolution=80); pages = glob.glob("out/page*.png"); assert pages and open(pages[0], "rb").read(8) == b"\x89PNG\r\n\x1a\n", os.listdir("out")
abjad.persist.as_ly(score, "out/snow.ly"); assert "\\version" in open("out/snow.ly").read()
