"""pyopen-wakeword: listens for wake words, by TensorFlow Lite's C library (here: what is no word, and models' numbers).

round: 9
native: yes
apt: ca-certificates
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, random, struct, subprocess, sys, wave
import numpy as np
from pyopen_wakeword import Model, OpenWakeWord, OpenWakeWordFeatures
chance = random.Random(9); rate = 16000
silence = bytes(2 * rate * 3)
tone = struct.pack(f"<{3 * rate}h", *(int(12000 * math.sin(i * 0.2) * math.sin(i / 3000)) for i in range(3 * rate)))
hiss = struct.pack(f"<{3 * rate}h", *(chance.randrange(-9000, 9000) for _ in range(3 * rate)))
def heard(model, sound, chunk=160 * 2):   # as it comes, 10 ms at a time
    features = OpenWakeWordFeatures.from_builtin(); vectors, probabilities = [], []
    for at in range(0, len(sound), chunk):
        for each in features.process_streaming(sound[at:at + chunk]):
            assert each.shape[-1] == 96 and each.dtype == np.float32; vectors.append(each.reshape(-1, 96))
            probabilities += model.process_streaming(each)
    return np.concatenate(vectors), probabilities
wake = OpenWakeWord.from_builtin(Model.OKAY_NABU); assert wake.id == "okay_nabu" and wake.input_windows == 16
seen = []
for sound in (silence, tone, hiss):
    wake.reset(); vectors, probabilities = heard(wake, sound)
    assert np.isfinite(vectors).all() and vectors.std() > 1 and len(vectors) > 30 and len(probabilities) > 15, (vectors.shape, vectors.std(), len(probabilities))
    assert all(0 <= p < 0.5 for p in probabilities), max(probabilities)
    seen.append(vectors[-1])
assert np.abs(seen[0] - seen[1]).max() > 1 < np.abs(seen[1] - seen[2]).max() and np.abs(seen[0] - seen[2]).max() > 1   # it hears what differs
wake.reset(); again = heard(wake, hiss)[0][-1]; assert np.allclose(again, seen[2], atol=1e-3)
for model in Model:   # what each says of a sound of its own features
    one = OpenWakeWord.from_builtin(model); p = list(one.process_streaming(np.random.default_rng(9).normal(0, 10, (1, 1, 20, 96)).astype(np.float32))); assert len(p) >= 1 and all(0 <= x <= 1 for x in p), p
with wave.open("a.wav", "wb") as out: out.setnchannels(1); out.setsampwidth(2); out.setframerate(rate); out.writeframes(tone)
r = subprocess.run([sys.executable, "-m", "pyopen_wakeword", "--model", "alexa", "a.wav"], capture_output=True, text=True, timeout=50); assert r.stdout.strip() == "a.wav not-detected", r
