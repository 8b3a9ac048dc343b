"""biosig: reads biosignals (EEG, ECG, 50 formats) with libbiosig; here an EDF file.

native: yes
extra: numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, struct, tempfile
import biosig, numpy as np
f = lambda *fields: "".join(str(text).ljust(width) for text, width in fields).encode("ascii")
head = f(("0", 8), ("X X X X", 80), ("Startdate X X X X", 80), ("01.02.20", 8), ("03.04.05", 8), (512, 8), ("", 44), (1, 8), (1, 8), (1, 4))
head += f(("EEG Fz", 16), ("", 80), ("uV", 8), (-1000, 8), (1000, 8), (-1000, 8), (1000, 8), ("", 80), (100, 8), ("", 32))
assert len(head) == 512
want = [i * 7 % 200 - 100 for i in range(100)]
path = os.path.join(tempfile.mkdtemp(), "t.edf")
open(path, "wb").write(head + struct.pack("<100h", *want))
header = json.loads(biosig.header(path))
assert header["TYPE"] == "EDF" and header["Samplingrate"] == 100, header
assert "Fz" in header["CHANNEL"][0]["Label"], header
data = np.asarray(biosig.data(path)).reshape(-1)
assert data.shape == (100,) and np.allclose(data, want, atol=0.01), data
