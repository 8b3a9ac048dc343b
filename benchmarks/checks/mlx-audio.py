"""mlx-audio: speech with MLX; here its reading and writing of sound, by ffmpeg where miniaudio does not know a form, and its spectra.

round: 7
native: no
extra: mlx[cpu]
apt: ffmpeg
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, tempfile
import numpy as np
import mlx.core as mx
from mlx_audio import audio_io
from mlx_audio.dsp import istft, mel_filters, stft
from mlx_audio.resample import resample_audio_array
d, rate = tempfile.mkdtemp(), 24000
at = np.arange(2 * rate) / rate
tone = (0.5 * np.sin(440 * 2 * np.pi * at)).astype(np.float32)
def highest(samples, rate):
    power = np.abs(np.fft.rfft(np.asarray(samples, dtype=float).reshape(len(samples), -1)[:, 0]))
    return np.fft.rfftfreq(len(samples), 1 / rate)[power.argmax()]
for kind in ("wav", "flac", "mp3", "ogg", "opus", "webm"):   # all but the first by ffmpeg
    audio_io.write(f"{d}/t.{kind}", mx.array(tone), rate)
    samples, said = audio_io.read(f"{d}/t.{kind}", dtype="float32")
    assert abs(len(samples) / said - 2) < 0.15 and abs(highest(samples, said) - 440) < 2 and 0.4 < np.abs(samples).max() < 0.65, (kind, len(samples), said)
    if kind in ("wav", "flac"): assert said == rate and np.abs(samples.ravel()[:len(tone)] - tone).max() < 2e-4, kind
samples, said = audio_io.read(f"{d}/t.ogg", sample_rate=16000, nchannels=1, duration=1.0)
assert said == 16000 and abs(len(samples) - 16000) < 400 and abs(highest(samples, said) - 440) < 2, (said, len(samples))
held = io.BytesIO(); audio_io.write(held, tone, rate, format="mp3"); held.seek(0)
assert abs(highest(*audio_io.read(held)) - 440) < 2
spectrum = stft(mx.array(tone), n_fft=1024, hop_length=256)
assert abs(int(mx.abs(spectrum).mean(axis=0).argmax()) - 440 * 1024 / rate) <= 1, spectrum.shape
assert mel_filters(rate, 1024, 80).shape[0] in (80, 513)
half = np.asarray(resample_audio_array(tone, rate, 12000))
assert abs(len(half) - rate) < 20 and abs(highest(half, 12000) - 440) < 2
