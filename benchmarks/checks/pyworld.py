"""PyWORLD: takes speech apart into pitch, spectrum and breath with the vocoder WORLD, and puts it together again.

round: 7
native: yes
extra: soundfile, setuptools<81
apt: libsndfile1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import numpy as np
import pyworld as pw
import soundfile as sf
d = tempfile.mkdtemp()
rate = 16000
t = np.arange(rate) / rate
pitch = 150 + 50 * t   # a rising vowel: a pulse train and two formants
phase = 2 * np.pi * np.cumsum(pitch) / rate
voice = sum(np.sin(k * phase) * (np.exp(-((k * pitch - 700) / 250) ** 2) + 0.5 * np.exp(-((k * pitch - 1800) / 300) ** 2) + 0.02) for k in range(1, 36))
voice *= 0.5 / np.abs(voice).max()
sf.write(d + "/vowel.wav", voice, rate)
x, fs = sf.read(d + "/vowel.wav")   # as its demo does
assert fs == rate and x.dtype == np.float64 and len(x) == rate
rough, times = pw.dio(x, fs)
f0 = pw.stonemask(x, rough, times, fs)
assert len(f0) == 201 and abs(times[1] - 0.005) < 1e-9
middle = slice(20, -20)
assert (f0[middle] > 0).all() and np.abs(f0[middle] - (150 + 50 * times[middle])).max() < 3, f0[middle]
harvested, _ = pw.harvest(x, fs)
assert np.abs(harvested[middle] - (150 + 50 * times[middle])).max() < 3
spectrum = pw.cheaptrick(x, f0, times, fs)
breath = pw.d4c(x, f0, times, fs)
size = pw.get_cheaptrick_fft_size(fs)
assert spectrum.shape == breath.shape == (len(f0), size // 2 + 1) and (spectrum > 0).all() and (0 <= breath).all() and (breath <= 1).all()
peak = spectrum[middle].mean(axis=0).argmax() * fs / size
assert 450 < peak < 950, peak   # the first formant
y = pw.synthesize(f0, spectrum, breath, fs)
assert abs(len(y) - len(x)) < 200 and 0.3 < np.std(y) / np.std(x) < 3
high, _ = pw.harvest(pw.synthesize(f0 * 2, spectrum, breath, fs), fs)   # an octave higher
assert abs(np.median(high[high > 0]) / np.median(f0[middle]) - 2) < 0.1, np.median(high)
coded = pw.code_spectral_envelope(spectrum, fs, 24)
assert coded.shape == (len(f0), 24)
decoded = pw.decode_spectral_envelope(coded, fs, size)
assert np.abs(np.log(decoded[middle]) - np.log(spectrum[middle]))[:, 5:150].mean() < 2
aperiodicity = pw.code_aperiodicity(breath, fs)
assert aperiodicity.shape[0] == len(f0) and pw.get_num_aperiodicities(fs) == aperiodicity.shape[1]
silent, _ = pw.dio(np.zeros(8000), fs)
assert (silent == 0).all()
sf.write(d + "/again.wav", y / np.abs(y).max() / 2, fs)
assert sf.info(d + "/again.wav").samplerate == rate
