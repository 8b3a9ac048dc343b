"""audioread: decodes audio files with whatever is there, mostly ffmpeg.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import array, math, os, subprocess, tempfile, wave
import audioread
from audioread import ffdec
d = tempfile.mkdtemp()
with wave.open(d + "/a.wav", "wb") as f:
    f.setnchannels(2); f.setsampwidth(2); f.setframerate(44100)
    f.writeframes(array.array("h", [int(12000 * math.sin(2 * math.pi * 440 * i / 44100)) for i in range(2 * 44100) for _ in range(2)]).tobytes())
with audioread.audio_open(d + "/a.wav") as f:
    assert type(f).__name__ == "RawAudioFile" and (f.channels, f.samplerate, f.duration) == (2, 44100, 2.0)
assert ffdec.available() and ffdec.FFmpegAudioFile in audioread.available_backends()
for name, options in (("a.flac", ()), ("a.mp3", ("-b:a", "128k")), ("a.ogg", ()), ("a.m4a", ())):
    r = subprocess.run(["ffmpeg", "-v", "error", "-i", d + "/a.wav", *options, d + "/" + name], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=100)
    assert r.returncode == 0, (name, r)
    with audioread.audio_open(d + "/" + name) as f:
        assert f.channels == 2 and f.samplerate == 44100 and abs(f.duration - 2) < .1, (name, f.channels, f.samplerate, f.duration)
        samples = array.array("h", b"".join(f))[::2]
    assert abs(len(samples) - 88200) < 6000, (name, len(samples))
    middle = samples[20000:64100]   # a second of it
    rises = sum(1 for a, b in zip(middle, middle[1:]) if a < 0 <= b)
    assert abs(rises - 440) < 3 and 9000 < max(middle) < 15000, (name, rises, max(middle))
open(d + "/no.mp3", "w").write("no music")
try:
    with audioread.audio_open(d + "/no.mp3"): raise AssertionError("not refused")
except (audioread.NoBackendError, audioread.DecodeError):
    pass
