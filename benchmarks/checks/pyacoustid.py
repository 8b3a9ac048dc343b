"""pyacoustid: fingerprints of sound, with libchromaprint.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, os, struct, tempfile, wave
import acoustid, chromaprint
d = tempfile.mkdtemp()
def sound(path, base):
    with wave.open(path, "wb") as w:
        w.setnchannels(1); w.setsampwidth(2); w.setframerate(11025)
        w.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(2 * math.pi * base * (1 + (t // 5000) % 5) * t / 11025))) for t in range(11025 * 20)))
sound(d + "/a.wav", 220); sound(d + "/b.wav", 337)
length, a = acoustid.fingerprint_file(d + "/a.wav")
again = acoustid.fingerprint_file(d + "/a.wav")
_, b = acoustid.fingerprint_file(d + "/b.wav")
assert abs(length - 20) < 0.5 and again[1] == a != b
numbers, algorithm = chromaprint.decode_fingerprint(a)
assert len(numbers) > 50 and chromaprint.hash_fingerprint(numbers) >= 0
assert acoustid.compare_fingerprints((length, a), again) > 0.95
