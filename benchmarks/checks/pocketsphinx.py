"""pocketsphinx: recognizes speech; the microphone's, by sounddevice, with PortAudio.

round: 7
native: no
apt: libportaudio2
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, os, struct, subprocess, sys, tempfile
import sounddevice
from pocketsphinx import AudioFile, Decoder, Endpointer, LiveSpeech, Segmenter, Vad, get_model_path
assert isinstance(list(sounddevice.query_devices()), list) and "PortAudio" in sounddevice.get_portaudio_version()[1]
decoder = Decoder(samprate=16000)   # with the model that it brings
assert os.path.isdir(get_model_path("en-us")) and decoder.lookup_word("snow") == "S N OW", decoder.lookup_word("snow")
decoder.add_word("snowsnow", "S N OW S N OW", True)
assert decoder.lookup_word("snowsnow") == "S N OW S N OW"
decoder.add_jsgf_string("g", "#JSGF V1.0; grammar g; public <g> = go (north | south) [now];")
decoder.activate_search("g")
noise = lambda n, loud: b"".join(struct.pack("<h", int(loud * math.sin(i * i * 0.0007) * math.sin(i * 0.003))) for i in range(n))
decoder.start_utt(); decoder.process_raw(noise(16000, 8000), full_utt=True); decoder.end_utt()
said = decoder.hyp()
assert said is None or set(said.hypstr.split()) <= {"go", "north", "south", "now"}, said.hypstr
assert decoder.n_frames() in range(80, 120), decoder.n_frames()
decoder.set_align_text("go north"); decoder.start_utt(); decoder.process_raw(noise(32000, 8000), full_utt=True); decoder.end_utt()
words = [s.word for s in decoder.seg() or []]
assert not words or {"go", "north"} <= {w.split("(")[0] for w in words}, words
vad = Vad()
assert not vad.is_speech(bytes(vad.frame_bytes)) and vad.sample_rate == 16000
assert list(Segmenter().segment(__import__("io").BytesIO(bytes(64000)))) == []
try:
    for phrase in LiveSpeech(): break   # opens the microphone, which is probably not there
except sounddevice.PortAudioError as e: assert "device" in str(e).lower() or "PortAudio" in str(e), e
