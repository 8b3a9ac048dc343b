"""pyttsx3: speaks text, on Linux with eSpeak; here into a file.

round: 7
native: yes
apt: espeak-ng libespeak1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile, time, wave
import pyttsx3
d = tempfile.mkdtemp()
engine = pyttsx3.init("espeak")
voices = engine.getProperty("voices")
assert len(voices) > 20 and any("en" in str(v.languages) or "english" in (v.name or "").lower() for v in voices), [v.name for v in voices][:10]
assert engine.getProperty("rate") > 0 and 0 < engine.getProperty("volume") <= 1
def seconds(name, words):
    engine.save_to_file(words, f"{d}/{name}.wav")
    engine.runAndWait()
    end = time.time() + 10
    while not os.path.exists(f"{d}/{name}.wav") and time.time() < end: time.sleep(0.2)
    with wave.open(f"{d}/{name}.wav") as f:
        data = f.readframes(f.getnframes())
        assert f.getsampwidth() == 2 and f.getframerate() >= 16000 and len(set(data)) > 50, (f.getparams(), len(data))
        return f.getnframes() / f.getframerate()
words = "The snow is deep in the mountains of the north."
usual, twice, short = seconds("usual", words), seconds("twice", words + " " + words), seconds("short", "Snow.")
assert 1 < usual < 8 and 1.5 * usual < twice < 3 * usual and short < usual / 2, (usual, twice, short)
