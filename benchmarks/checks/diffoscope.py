"""diffoscope: says how files differ, within archives, databases, programs, documents; other programs read them.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, shutil, sqlite3, struct, subprocess, sys, tarfile, tempfile, zipfile, zlib
d = tempfile.mkdtemp(); os.makedirs(d + "/a"); os.makedirs(d + "/b")
def png(color): return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(c)) + k + c + struct.pack(">I", zlib.crc32(k + c)) for k, c in
    ((b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress((b"\0" + bytes(color) * 8) * 8)), (b"IEND", b"")))
def mo(text):
    head = b"Project-Id-Version: snow 1\nContent-Type: text/plain; charset=UTF-8\n"
    return struct.pack("<11I", 0x950412DE, 0, 2, 28, 44, 0, 60, 0, 60, 4, 61) + struct.pack("<4I", len(head), 66, len(text), 67 + len(head)) + b"\0snow\0" + head + b"\0" + text + b"\0"
def pdf(text):
    stream = b"BT /F1 24 Tf 20 100 Td (" + text + b") Tj ET"
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
             b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    out, places = b"%PDF-1.4\n", []
    for i, part in enumerate(parts): places.append(len(out)); out += b"%d 0 obj\n%s\nendobj\n" % (i + 1, part)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places) + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
def elf(word):   # an object file with one section of words
    names = b"\0.rodata\0.shstrtab\0"; data = word + b"\0"; at = 64; head = at + len(data) + len(names); head += -head % 8
    section = lambda name, kind, flags, offset, size: struct.pack("<IIQQQQIIQQ", name, kind, flags, 0, offset, size, 0, 0, 1, 0)
    top = b"\x7fELF\2\1\1" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 1, 62, 1, 0, 0, head, 0, 64, 0, 0, 64, 3, 2)
    return (top + data + names).ljust(head, b"\0") + bytes(64) + section(1, 1, 2, at, len(data)) + section(9, 3, 0, at + len(data), len(names))
for side, word, color in (("a", b"powder", (255, 0, 0)), ("b", b"icicle", (0, 0, 255))):
    base = f"{d}/{side}"
    db = sqlite3.connect(base + "/snow.db"); db.execute("create table kinds (name text)"); db.execute("insert into kinds values (?)", (word.decode() + " in a table",)); db.commit(); db.close()
    files = {"snow.png": png(color), "snow.mo": mo(word + b" in a catalog"), "snow.pdf": pdf(word + b" in a page"), "snow.o": elf(word + b" in an object"), "snow.db": open(base + "/snow.db", "rb").read()}
    with zipfile.ZipFile(base + ".zip", "w") as z:
        for name, data in files.items(): z.writestr(zipfile.ZipInfo(name), data)
    with tarfile.open(base + ".tar.xz", "w:xz") as t:
        member = tarfile.TarInfo("inner/snow.zip"); data = open(base + ".zip", "rb").read(); member.size = len(data); t.addfile(member, io.BytesIO(data))
r = subprocess.run([os.path.join(sys.prefix, "bin", "diffoscope"), "--text", d + "/out.txt", "--html", d + "/out.html", "--no-progress", "a.tar.xz", "b.tar.xz"], cwd=d,
                   env={**os.environ, "HOME": d, "LC_ALL": "C.UTF-8", "TERM": "xterm"}, capture_output=True, text=True, timeout=280)
assert r.returncode == 1, r
text = open(d + "/out.txt", encoding="utf-8").read()
for sign in ("-", "+"):
    word = "powder" if sign == "-" else "icicle"
    for line in (f"INSERT INTO kinds VALUES('{word} in a table');", f'msgstr "{word} in a catalog"', f"{word} in a page", f"{word} in an object"):
        assert any(l.lstrip("│ ").startswith(sign) and line in l for l in text.splitlines()), (sign, line, text, r.stderr)
for command in ("sqlite3 {} .dump", "msgunfmt", "pdftotext {} -", "readelf", "sng", "snow.zip"): assert command in text, (command, text)
assert "not available in path" not in text and "Unsupported" not in text, text
html = open(d + "/out.html", encoding="utf-8").read(); assert "<html" in html and "pdftotext" in html and "msgunfmt" in html
shutil.copy(d + "/a.zip", d + "/same.zip")
assert subprocess.run([os.path.join(sys.prefix, "bin", "diffoscope"), "a.zip", "same.zip"], cwd=d, env={**os.environ, "HOME": d}, timeout=100).returncode == 0
