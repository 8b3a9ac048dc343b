"""python-soxr: changes the sample rate of sound, with libsoxr; at once and as a stream.

round: 5
native: yes
"""

import os, sys

sys.path[:] = [
    p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))
]  # the files here have the packages' names
import numpy as np, soxr

rate, wanted = 44100, 16000
t = np.arange(rate) / rate
tone = np.stack([np.sin(2 * np.pi * 1000 * t), np.sin(2 * np.pi * 12000 * t)], axis=1).astype(np.float32)
for quality in ("VHQ", "HQ", "MQ"):
    out = soxr.resample(tone, rate, wanted, quality=quality)
    assert abs(len(out) - wanted) <= 1 and out.dtype == np.float32 and out.shape[1] == 2, out.shape
    middle = out[2000:-2000]
    spectrum = np.abs(np.fft.rfft(out[:wanted, 0]))
    assert spectrum.argmax() == 1000, spectrum.argmax()
    assert (
        abs(np.abs(middle[:, 0]).max() - 1) < 1e-2 and np.abs(middle[:, 1]).max() < 1e-2
    )  # above the half of the new rate: gone
expected = np.sin(2 * np.pi * 1000 * np.arange(2000, 14000) / wanted)
assert (
    np.abs(soxr.resample(tone[:, 0].astype(np.float64), rate, wanted, "VHQ")[2000:14000] - expected).max()
    < 1e-4
)
stream = soxr.ResampleStream(rate, wanted, 1, dtype="float32")
parts = [stream.resample_chunk(tone[i : i + 4410, 0], last=i + 4410 >= rate) for i in range(0, rate, 4410)]
whole = soxr.resample(tone[:, 0], rate, wanted)
joined = np.concatenate(parts)
assert len(joined) == len(whole) and np.abs(joined - whole).max() < 1e-5
ints = soxr.resample((tone[:, 0] * 20000).astype(np.int16), rate, 48000)
assert (
    ints.dtype == np.int16 and abs(len(ints) - 48000) <= 1 and abs(int(ints[5000:-5000].max()) - 20000) < 50
)
