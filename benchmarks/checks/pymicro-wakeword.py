"""pymicro-wakeword: listens for wake words with microWakeWord's models, by TensorFlow Lite's C library (here: what is no word, and the models' numbers).

round: 9
native: yes
apt: ca-certificates
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, random, struct, subprocess, sys, wave
import numpy as np
from pymicro_wakeword import MicroWakeWord, MicroWakeWordFeatures, Model
chance, rate = random.Random(9), 16000
silence = bytes(2 * rate * 3)
tone = struct.pack(f"<{3 * rate}h", *(int(12000 * math.sin(i * 0.2) * math.sin(i / 3000)) for i in range(3 * rate)))
hiss = struct.pack(f"<{3 * rate}h", *(chance.randrange(-9000, 9000) for _ in range(3 * rate)))
def heard(wake, sound, chunk=160 * 2):   # as it comes, 10 ms at a time
    features, vectors, probabilities = MicroWakeWordFeatures(), [], []
    for at in range(0, len(sound), chunk):
        for each in features.process_streaming(sound[at:at + chunk]):
            assert each.shape == (1, 1, 40) and np.isfinite(each).all(), each.shape
            vectors.append(each.reshape(40)); probabilities.append(wake.process_streaming_prob(each))
    return np.array(vectors), probabilities
wake = MicroWakeWord.from_builtin(Model.OKAY_NABU)
assert (wake.id, wake.wake_word, wake.probability_cutoff) == ("okay_nabu", "Okay Nabu", 0.85) and "fr" in wake.trained_languages and wake.stride >= 1
seen = {}
for name, sound in (("silence", silence), ("tone", tone), ("hiss", hiss)):
    wake.reset(); vectors, probabilities = heard(wake, sound); seen[name] = vectors
    assert 290 <= len(vectors) <= 300 and all(0 <= p < 0.85 for p in probabilities), (name, len(vectors), max(probabilities))
assert not seen["silence"][-1].any() and seen["hiss"][-50:].mean() > 1 and seen["tone"][-50:].std() > 1, {name: v[-50:].mean() for name, v in seen.items()}
assert np.argmax(seen["tone"][100:200].mean(axis=0)) < 20 and seen["hiss"][-50:].mean(axis=0).std() < seen["tone"][-50:].mean(axis=0).std() * 2   # 509 Hz
wake.reset(); again = heard(wake, hiss); wake.reset(); more = heard(wake, hiss); assert np.array_equal(again[0], seen["hiss"]) and again[1] == more[1]
# All its models, on numbers of our own: the networks answer, and not the same to everything
answers = set()
for model in Model:
    one = MicroWakeWord.from_builtin(model); rng, got = np.random.default_rng(9), []
    for scale in (1, 12, 25): got += [one.process_streaming_prob(rng.uniform(0, scale, (1, 1, 40)).astype(np.float32)) for _ in range(120)]
    assert len(got) == 360 and all(0 <= p <= 1 for p in got), (model, set(got)); answers |= set(got)
    one.close(); assert one.process_streaming(np.zeros((1, 1, 40))) is None
assert len(answers) > 2, answers
with wave.open("a.wav", "wb") as out: out.setnchannels(1); out.setsampwidth(2); out.setframerate(rate); out.writeframes(tone)
r = subprocess.run([sys.executable, "-m", "pymicro_wakeword", "--model", "alexa", "a.wav"], capture_output=True, text=True, timeout=50); assert r.stdout.strip() == "a.wav not-detected", r
