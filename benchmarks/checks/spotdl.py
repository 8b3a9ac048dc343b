"""spotdl: fetches the music of playlists, makes it MP3 with ffmpeg and says in it what it is; here of a sound made here.

round: 7
native: no
apt: ffmpeg
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, os, struct, subprocess, sys, tempfile, wave
from pathlib import Path
d = Path(tempfile.mkdtemp()); os.environ["HOME"] = os.environ["XDG_CONFIG_HOME"] = str(d)
from spotdl.types.song import Song
from spotdl.utils.ffmpeg import convert, get_ffmpeg_version, is_ffmpeg_installed
from spotdl.utils.metadata import embed_metadata, get_file_metadata
with wave.open(str(d / "tone.wav"), "wb") as f:
    f.setnchannels(2); f.setsampwidth(2); f.setframerate(44100)
    f.writeframes(b"".join(struct.pack("<hh", *[int(9000 * math.sin(i * 440 * math.tau / 44100))] * 2) for i in range(3 * 44100)))
assert is_ffmpeg_installed(), "no ffmpeg"
get_ffmpeg_version()
song = Song.from_missing_data(name="Schnee", artists=["Anna", "Otto"], artist="Anna", album_name="Winter", album_artist="Anna", disc_number=1, disc_count=1, duration=3, year=2026, date="2026-01-02",
    track_number=2, tracks_count=9, genres=["folk"], song_id="s", explicit=False, publisher="P", url="http://example.org/s", isrc="DEA012600001", cover_url=None, copyright_text="Anna", download_url=None, lyrics="It snows.")
import mutagen
for kind in ("mp3", "flac", "ogg", "m4a", "opus"):
    seen, out = [], d / f"song.{kind}"
    good, error = convert(d / "tone.wav", out, output_format=kind, bitrate="128k" if kind != "flac" else None, progress_handler=seen.append)
    assert good and seen[0] == 0 and seen[-1] == 100, (kind, error)
    embed_metadata(out, song)
    read = mutagen.File(out)
    assert abs(read.info.length - 3) < 0.2 and read.info.channels == 2, (kind, read.info.pprint())
    said = get_file_metadata(out)
    assert said["name"] == "Schnee" and said["album_name"] == "Winter" and "Anna" in str(said["artists"]) and said["lyrics"] == "It snows.", (kind, said)
good, error = convert(d / "none.wav", d / "none.mp3")
assert not good and error["return_code"] != 0, error
r = subprocess.run([os.path.join(sys.prefix, "bin", "spotdl"), "--version"], capture_output=True, text=True, timeout=60)
assert r.returncode == 0, r
