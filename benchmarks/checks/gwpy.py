"""GWpy: studies the data of gravitational waves' detectors; its plots have words and formulas by LaTeX.

round: 10
native: no
apt: cm-super dvipng texlive-fonts-recommended texlive-latex-extra texlive-latex-recommended
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import re, tempfile, zlib
d = tempfile.mkdtemp(); os.environ |= {"GWPY_USETEX": "1", "MPLBACKEND": "agg", "MPLCONFIGDIR": d}
import numpy as np
from PIL import Image
from gwpy.plot import Plot, tex
from gwpy.segments import DataQualityFlag, SegmentList
from gwpy.time import tconvert
from gwpy.timeseries import TimeSeries
assert tex.has_tex(), "no LaTeX"
random = np.random.default_rng(6); rate = 1024; t = np.arange(16 * rate) / rate
strain = TimeSeries(random.normal(0, 1e-21, t.size) + 4e-21 * np.sin(2 * np.pi * 100 * t), t0=1187008882, sample_rate=rate, unit="strain", name="S1:SNOW_FLAKE", channel="S1:SNOW_FLAKE")
asd = strain.asd(fftlength=2, overlap=1); assert abs(asd.frequencies[np.argmax(asd.value)].value - 100) < 0.6 and str(asd.unit) == "strain / Hz(1/2)", asd.unit
assert abs(np.median(asd.crop(200, 400).value) / (1e-21 * np.sqrt(2 / rate)) - 1) < 0.2
quiet = strain.notch(100).bandpass(50, 300); assert quiet.crop(1187008884, 1187008894).std() < strain.std() / 3
assert strain.resample(512).sample_rate.value == 512 and strain.crop(1187008884, 1187008886).size == 2 * rate and str(tconvert(1187008882)).startswith("2017-08-17 12:41:04")
strain.write(d + "/a.h5", path="snow"); again = TimeSeries.read(d + "/a.h5", "snow"); assert np.array_equal(again.value, strain.value) and again.t0 == strain.t0 and again.unit == strain.unit and again.name == strain.name
rms = strain.rms(1); flag = (rms > 2e-21 * rms.unit).to_dqflag(name="S1:LOUD:1"); assert abs(flag.active) == 16 and flag.known == SegmentList([(1187008882, 1187008898)]), flag
both = DataQualityFlag("S1:A:1", active=[(0, 3), (5, 9)], known=[(0, 10)]) & DataQualityFlag("S1:B:1", active=[(2, 6)], known=[(0, 10)]); assert list(both.active) == [(2, 3), (5, 6)], both
specgram = strain.spectrogram(2, fftlength=1) ** 0.5; assert specgram.shape == (8, 513) and abs(specgram.frequencies[np.argmax(specgram.value.mean(axis=0))].value - 100) < 1.1
plot = Plot(asd, xscale="log", yscale="log", figsize=(6, 4)); axes = plot.gca(); axes.set_xlim(10, 500); axes.set_title(r"S1 \& $\sqrt{h_\odot}$"); axes.set_xlabel("Frequency [Hz]")
assert axes.title.get_usetex()
plot.savefig(d + "/a.png", dpi=100); picture = np.array(Image.open(d + "/a.png").convert("L")).astype(int); assert picture.shape == (400, 600) and (picture[:45] < 100).sum() > 100, (picture[:45] < 100).sum()   # the title, by dvipng
plot.savefig(d + "/a.pdf"); pdf = open(d + "/a.pdf", "rb").read(); plot.close()
fonts = set(re.findall(rb"/BaseFont /(?:\w+\+)?([\w-]+)", pdf)); assert any(name.startswith(b"CM") for name in fonts) and b"/Type1" in pdf, fonts   # LaTeX's own
