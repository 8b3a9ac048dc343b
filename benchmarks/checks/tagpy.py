"""tagpy: reads and writes the tags of music files, with TagLib.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, struct, tempfile
import tagpy, tagpy.id3v2, tagpy.mpeg
d = tempfile.mkdtemp()
# an MP3 of 100 silent frames (MPEG 1, layer III, 128 kbit/s, 44.1 kHz), which knows of no tag
open(d + "/a.mp3", "wb").write((b"\xff\xfb\x90\x64" + bytes(413)) * 100)
f = tagpy.FileRef(d + "/a.mp3")
assert not f.isNull() and f.tag().title == "", f.tag().title
audio = f.audioProperties()
assert audio.sampleRate == 44100 and audio.bitrate == 128 and audio.length in (2, 3) and audio.channels == 2, (audio.sampleRate, audio.bitrate, audio.length, audio.channels)
tag = f.tag()
tag.title, tag.artist, tag.album, tag.comment, tag.year, tag.track = "Schneeglöckchen ❄", "雪", "Winter", "cold", 1999, 7
assert f.save()
del tag, f
raw = open(d + "/a.mp3", "rb").read()
assert raw[:3] == b"ID3" and "雪".encode("utf-8") in raw or "雪".encode("utf-16-le") in raw or "雪".encode("utf-16-be") in raw, raw[:300]
f = tagpy.FileRef(d + "/a.mp3"); tag = f.tag()
assert (tag.title, tag.artist, tag.album, tag.comment, tag.year, tag.track) == ("Schneeglöckchen ❄", "雪", "Winter", "cold", 1999, 7), tag.title
m = tagpy.mpeg.File(d + "/a.mp3")
frames = m.ID3v2Tag().frameListMap()
assert b"TIT2" in frames.keys() and frames[b"TIT2"][0].toString() == "Schneeglöckchen ❄", list(frames.keys())
# a FLAC of nothing but its STREAMINFO and a second of samples that are not there
info = struct.pack(">HH", 4096, 4096) + bytes(6) + ((44100 << 44 | 1 << 41 | 15 << 36 | 44100).to_bytes(8, "big")) + bytes(16)
open(d + "/b.flac", "wb").write(b"fLaC" + b"\x80" + len(info).to_bytes(3, "big") + info + b"\xff\xf8\xc9\x18" + bytes(200))
f = tagpy.FileRef(d + "/b.flac"); f.tag().title = "flac"; f.tag().genre = "Ambient"
assert f.audioProperties().sampleRate == 44100 and f.audioProperties().length == 1 and f.save()
f = tagpy.FileRef(d + "/b.flac")
assert f.tag().title == "flac" and f.tag().genre == "Ambient" and b"TITLE=flac" in open(d + "/b.flac", "rb").read()
try: tagpy.FileRef(d + "/none.mp3"); raise SystemExit("a file that is not there")
except (ValueError, IOError): pass
