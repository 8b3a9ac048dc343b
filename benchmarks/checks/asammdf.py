"""asammdf: measurements of cars in ASAM's MDF files, with its library for blocks of samples.

round: 9
apt: libdeflate0 liblz4-1 libzstd1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
from asammdf import MDF, Signal
times = np.arange(20000) / 100
depth = Signal(samples=np.round(np.sin(times / 7) * 100).astype("int16"), timestamps=times, name="depth", unit="cm", comment="of snow", conversion={"a": 0.5, "b": 10})
cold = Signal(samples=-np.linspace(0, 30, 20000), timestamps=times, name="cold", unit="degC")
state = Signal(samples=np.arange(20000, dtype="uint8") % 3, timestamps=times, name="state", conversion={"val_0": 0, "text_0": b"falls", "val_1": 1, "text_1": b"lies", "val_2": 2, "text_2": b"melts"})
notes = Signal(samples=np.array([b"one", b"a longer one", b""]), timestamps=np.array([0.5, 1.5, 150.0]), name="notes", encoding="utf-8")
sizes = {}
for version, compression in (("4.10", 0), ("4.10", 1), ("4.10", 2), ("4.30", 3), ("4.30", 5), ("3.30", 0)):
    with MDF(version=version) as mdf:
        mdf.append([depth, cold, state], comment="winter", common_timebase=True); mdf.append([notes])
        name = str(mdf.save(f"snow{version}-{compression}", overwrite=True, compression=compression))
    sizes[version, compression] = len(open(name, "rb").read()); assert open(name, "rb").read(3) == b"MDF"
    with MDF(name) as mdf:
        assert {"depth", "cold", "state", "notes"} <= set(mdf.channels_db), (name, mdf.channels_db)
        got = mdf.get("depth"); assert np.array_equal(got.timestamps, times) and np.allclose(got.samples, depth.physical().samples) and got.unit == "cm", (name, got)
        assert np.array_equal(mdf.get("depth", raw=True).samples, depth.samples) and np.allclose(mdf.get("cold").samples, cold.samples)
        assert [bytes(s) for s in mdf.get("state").samples[:4]] == [b"falls", b"lies", b"melts", b"falls"], mdf.get("state").samples[:4]
        assert [bytes(s).rstrip(b"\0") for s in mdf.get("notes", raw=True).samples] == [b"one", b"a longer one", b""], mdf.get("notes").samples
        part = mdf.cut(start=10, stop=20); assert 999 <= len(part.get("cold").samples) <= 1003; part.close()
        frame = mdf.to_dataframe(channels=["depth", "cold"], raster=1.0); assert 199 <= len(frame) <= 201 and abs(frame["cold"].iloc[100] + 15) < 0.1, frame
assert sizes["4.10", 1] < sizes["4.10", 0] * 0.8 and sizes["4.30", 3] < sizes["4.10", 0] * 0.9, sizes
