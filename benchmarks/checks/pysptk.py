"""pysptk: speech signal processing, by SPTK; here of made up voices.

round: 10
native: yes
extra: setuptools<81
apt: libc6
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np, pysptk
from pysptk.synthesis import MLSADF, LMADF, Synthesizer
rate, hop = 16000, 80
rng = np.random.default_rng(1); t = np.arange(rate) / rate
voice = sum(np.cos(2 * np.pi * 200 * k * t) / k for k in range(1, 20)) * 3000 + rng.normal(0, 10, rate)
for f0 in (pysptk.swipe(voice.astype(np.float64), fs=rate, hopsize=hop, min=60, max=400, otype="f0"), pysptk.rapt(voice.astype(np.float32), fs=rate, hopsize=hop, min=60, max=400, otype="f0")):
    middle = f0[20:-20]; assert abs(len(f0) - rate / hop) <= 2 and np.all(np.abs(middle - 200) < 4), middle
assert np.all(pysptk.rapt((rng.normal(0, 300, rate)).astype(np.float32), fs=rate, hopsize=hop, min=60, max=400, otype="f0")[20:40].mean() < 100)
frames = np.stack([voice[i:i + 512] for i in range(0, rate - 512, hop)]) * pysptk.blackman(512)
mc = pysptk.mcep(frames, order=24, alpha=0.42); assert mc.shape == (len(frames), 25) and np.isfinite(mc).all() and np.abs(mc[5] - mc[50]).max() < 1
spectrum = pysptk.mgc2sp(mc[10], alpha=0.42, gamma=0.0, fftlen=512); assert spectrum.shape == (257,)
assert np.allclose(pysptk.b2mc(pysptk.mc2b(mc[10], 0.42), 0.42), mc[10])
# What an all-pole filter makes, its LPC finds
a1, a2 = -1.5, 0.8; noise = rng.normal(size=20000); signal = np.zeros(20000)
for n in range(20000): signal[n] = noise[n] - a1 * signal[n - 1] - a2 * signal[n - 2]
lpc = pysptk.lpc(signal * pysptk.hanning(20000), order=2); assert np.allclose(lpc[1:], [a1, a2], atol=0.03), lpc
lsp = pysptk.lpc2lsp(lpc); assert np.allclose(pysptk.lsp2lpc(lsp)[1:], lpc[1:], atol=1e-3), (lsp, lpc)
par = pysptk.lpc2par(lpc); assert np.allclose(pysptk.par2lpc(par)[1:], lpc[1:])
c = pysptk.lpc2c(lpc, order=20); assert np.isfinite(c).all() and abs(c[1] + lpc[1]) < 1e-9
# And back to a sound: its pitch is the pitch that was
excitation = pysptk.excite(np.full(len(mc), rate / 200.0), hopsize=hop)
sound = Synthesizer(MLSADF(order=24, alpha=0.42), hop).synthesis(excitation.astype(np.float64), pysptk.mc2b(mc, 0.42))
assert len(sound) == len(excitation) and np.isfinite(sound).all()
again = pysptk.swipe(sound, fs=rate, hopsize=hop, min=60, max=400, otype="f0")[20:-20]; assert abs(np.median(again) - 200) < 4, np.median(again)
rate_of, example = __import__("scipy.io.wavfile").io.wavfile.read(pysptk.util.example_audio_file()); assert rate_of == 16000 and len(example) > 16000
