"""SpeechRecognition: brings recorded speech to recognizers; it reads and writes FLAC with flac and takes microphones with PortAudio.

round: 7
native: no
extra: SpeechRecognition[audio]
apt: portaudio19-dev flac
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, math, os, shutil, struct, subprocess, sys, tempfile, wave
import speech_recognition as sr
d = tempfile.mkdtemp()
tone = lambda loud, seconds: b"".join(struct.pack("<h", int(loud * math.sin(i * 440 * math.tau / 16000))) for i in range(int(16000 * seconds)))
samples = tone(20, 0.6) + tone(9000, 1.2) + tone(20, 2.5) + tone(9000, 0.8) + tone(20, 2.5)
with wave.open(d + "/s.wav", "wb") as f: f.setnchannels(1); f.setsampwidth(2); f.setframerate(16000); f.writeframes(samples)
recognizer = sr.Recognizer()
with sr.AudioFile(d + "/s.wav") as source:
    assert source.SAMPLE_RATE == 16000 and abs(source.DURATION - 7.6) < 0.01
    whole = recognizer.record(source)
assert whole.get_raw_data() == samples and len(whole.get_raw_data(convert_rate=8000)) // 2 in range(60400, 61200)
flac = whole.get_flac_data()
assert flac[:4] == b"fLaC" and len(flac) < len(samples), (flac[:10], len(flac))
open(d + "/s.flac", "wb").write(flac)
with sr.AudioFile(d + "/s.flac") as source:
    assert recognizer.record(source).get_raw_data() == samples   # nothing is lost
with sr.AudioFile(d + "/s.wav") as source:
    recognizer.dynamic_energy_threshold, recognizer.energy_threshold = False, 300
    first, second = recognizer.listen(source), recognizer.listen(source)
length = lambda part: len(part.get_raw_data()) / 32000
assert 1.2 <= length(first) < 2.8 and 0.8 <= length(second) < 2.8, (length(first), length(second))
import pyaudio
names, audio = sr.Microphone.list_microphone_names(), pyaudio.PyAudio()   # there may be none
assert isinstance(names, list) and len(names) == audio.get_device_count() and "PortAudio" in pyaudio.get_portaudio_version_text(), names
audio.terminate()
