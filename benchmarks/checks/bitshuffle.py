"""bitshuffle: packs typed data; its filter for HDF5 is built against the library that h5py has.

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import bitshuffle, h5py, numpy as np
from bitshuffle import h5
data = np.arange(100_000, dtype=np.int32) // 7
packed = bitshuffle.compress_lz4(data)
assert packed.nbytes < data.nbytes / 4
assert (bitshuffle.decompress_lz4(packed, data.shape, data.dtype) == data).all()
assert (bitshuffle.bitunshuffle(bitshuffle.bitshuffle(data[:8192])) == data[:8192]).all()
path = os.path.join(tempfile.mkdtemp(), "a.h5")
with h5py.File(path, "w") as f:
    f.create_dataset("snow", data=data, chunks=(10_000,), compression=h5.H5FILTER, compression_opts=(0, h5.H5_COMPRESS_LZ4))
    h5.create_bitshuffle_lzf_dataset(f, b"ice", data.shape, data.dtype, chunks=(10_000,))
    f["ice"][:] = data
    assert f["snow"].id.get_storage_size() < data.nbytes / 4
with h5py.File(path) as f: assert (f["snow"][:] == data).all() and (f["ice"][:] == data).all()
assert h5py.h5z.filter_avail(32008)
