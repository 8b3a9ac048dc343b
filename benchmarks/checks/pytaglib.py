"""pytaglib: reads and writes tags of sound files, by TagLib; with the program pyprinttags.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile, wave
import taglib
d = tempfile.mkdtemp()
with wave.open(d + "/a.wav", "wb") as out:
    out.setnchannels(2); out.setsampwidth(2); out.setframerate(44100); out.writeframes(b"\0\0\1\0" * 44100 * 3)
open(d + "/b.mp3", "wb").write((b"\xff\xfb\x90\x00" + bytes(413)) * 200)   # frames of MPEG 1, layer 3, at 128 kbit/s
info = (4096).to_bytes(2, "big") * 2 + bytes(6) + (48000 << 44 | 0 << 41 | 15 << 36 | 96000).to_bytes(8, "big") + bytes(16)
open(d + "/c.flac", "wb").write(b"fLaC" + b"\x80" + len(info).to_bytes(3, "big") + info)
for name, length, rate, channels in (("a.wav", 3, 44100, 2), ("b.mp3", 5, 44100, 2), ("c.flac", 2, 48000, 1)):
    with taglib.File(f"{d}/{name}") as song:
        assert (int(song.length), song.sampleRate, song.channels) == (length, rate, channels) and song.tags == {}, (name, song.length, song.sampleRate, song.channels, song.tags)
        song.tags["TITLE"] = ["Schneefl\u00f6ckchen"]; song.tags["ARTIST"] = ["Eva", "\u0416\u043e"]; song.tags["TRACKNUMBER"] = ["1/2"]; song.tags["SNOW"] = ["deep"]
        assert not song.save()
    with taglib.File(f"{d}/{name}", save_on_exit=True) as song:
        assert song.tags == {"TITLE": ["Schneefl\u00f6ckchen"], "ARTIST": ["Eva", "\u0416\u043e"], "TRACKNUMBER": ["1/2"], "SNOW": ["deep"]}, (name, song.tags)
        assert int(song.length) == length and not song.readOnly and not song.unsupported
        del song.tags["SNOW"]
    with taglib.File(f"{d}/{name}") as song: assert "SNOW" not in song.tags and len(song.tags) == 3, song.tags
assert b"fLaC" == open(d + "/c.flac", "rb").read(4) and b"ID3" == open(d + "/b.mp3", "rb").read(3)
assert "Schneefl\u00f6ckchen".encode() in open(d + "/c.flac", "rb").read()
try: taglib.File(d + "/none.mp3")
except OSError: pass
else: raise AssertionError("opened a file that is not there")
r = subprocess.run([os.path.join(sys.prefix, "bin", "pyprinttags"), d + "/a.wav", d + "/b.mp3"], env={**os.environ, "PYTHONUTF8": "1"}, capture_output=True, timeout=60)
assert r.returncode == 0 and r.stdout.count("Schneefl\u00f6ckchen".encode()) == 2 and b"a.wav" in r.stdout, r
