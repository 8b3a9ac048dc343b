"""ont-fast5-api: reads and writes nanopore sequencers' fast5 files (HDF5, with the VBZ compression of a plugin).

round: 6
native: no
extra: setuptools<81
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import glob, os, subprocess, sys, tempfile
import numpy as np
from ont_fast5_api.compression_settings import GZIP, VBZ
from ont_fast5_api.conversion_tools.conversion_utils import get_fast5_file_list
from ont_fast5_api.fast5_interface import get_fast5_file
from ont_fast5_api.multi_fast5 import MultiFast5File
d = tempfile.mkdtemp()
rng = np.random.default_rng(1)
signals = {f"0000000{i}-aaaa-bbbb-cccc-dddddddddddd": (500 + np.repeat(rng.integers(-90, 90, 3000), 10) + rng.normal(0, 4, 30000)).astype("i2") for i in range(4)}
os.mkdir(d + "/in")
with MultiFast5File(d + "/in/batch.fast5", "w") as f:
    for name, signal in signals.items():
        read = f.create_empty_read(name, "run1")
        read.add_raw_data(signal, attrs={"start_time": 1, "duration": len(signal), "read_number": 7, "start_mux": 1, "read_id": name, "median_before": 100.0, "end_reason": 0}, compression=GZIP)
        read.add_channel_info({"digitisation": 2048.0, "offset": 10.0, "range": 1024.0, "sampling_rate": 4000.0, "channel_number": "5"})
        read.add_tracking_id({"run_id": "run1", "device_id": "SNOW"})
def go(tool, *words):
    r = subprocess.run([os.path.join(sys.prefix, "bin", tool), *words], cwd=d, env={**os.environ, "HOME": d}, capture_output=True, text=True, timeout=200)
    assert r.returncode == 0, r
    return r.stdout + r.stderr
go("compress_fast5", "-i", d + "/in", "-s", d + "/vbz", "-c", "vbz")
small, = get_fast5_file_list(d + "/vbz", recursive=True)
assert os.path.getsize(small) < 0.9 * os.path.getsize(d + "/in/batch.fast5"), (os.path.getsize(small), os.path.getsize(d + "/in/batch.fast5"))
with get_fast5_file(small, "r") as f:
    assert sorted(f.get_read_ids()) == sorted(signals)
    for read in f.get_reads():
        assert str(VBZ.compression) in read.raw_compression_filters, read.raw_compression_filters
        assert (read.get_raw_data() == signals[read.read_id]).all()
        assert np.allclose(read.get_raw_data(scale=True)[:9], (signals[read.read_id][:9] + 10.0) * 0.5)
        assert read.get_channel_info()["sampling_rate"] == 4000 and read.get_tracking_id()["device_id"] in ("SNOW", b"SNOW") and read.run_id in ("run1", b"run1")
go("multi_to_single_fast5", "-i", d + "/vbz", "-s", d + "/single")
assert len(glob.glob(d + "/single/**/*.fast5", recursive=True)) == 4
open(d + "/list.txt", "w").write("read_id\n" + "\n".join(sorted(signals)[:2]) + "\n")
go("fast5_subset", "-i", d + "/vbz", "-s", d + "/subset", "-l", d + "/list.txt")
found = [i for p in glob.glob(d + "/subset/*.fast5") for i in get_fast5_file(p, "r").get_read_ids()]
assert sorted(found) == sorted(signals)[:2], found
