"""hdf5plugin: HDF5's filters, Blosc, ZFP, Zstandard and others, for h5py.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp()
import h5py, hdf5plugin, numpy as np
data = (np.arange(200 * 300, dtype=np.int32).reshape(200, 300) // 7) % 1000
smooth = np.sin(np.linspace(0, 20, 60000)).reshape(200, 300)
exact = {"blosc": hdf5plugin.Blosc(cname="lz4", clevel=9, shuffle=hdf5plugin.Blosc.BITSHUFFLE), "blosc_zstd": hdf5plugin.Blosc(cname="zstd"), "blosc2": hdf5plugin.Blosc2(), "lz4": hdf5plugin.LZ4(),
         "bitshuffle": hdf5plugin.Bitshuffle(), "zstd": hdf5plugin.Zstd(), "bzip2": hdf5plugin.BZip2()}
with h5py.File(d + "/a.h5", "w") as f:
    for name, how in exact.items(): f.create_dataset(name, data=data, chunks=(50, 300), compression=how)
    f.create_dataset("zfp", data=smooth, chunks=(50, 300), compression=hdf5plugin.Zfp(accuracy=1e-4))
    f.create_dataset("zfp_exact", data=smooth, chunks=(50, 300), compression=hdf5plugin.Zfp(reversible=True))
    f.create_dataset("sz3", data=smooth, chunks=(50, 300), compression=hdf5plugin.SZ3(absolute=1e-4))
with h5py.File(d + "/a.h5") as f:
    for name in exact:
        assert (f[name][...] == data).all() and f[name].id.get_storage_size() < data.nbytes / 2, (name, f[name].id.get_storage_size())
    assert f["blosc"].id.get_create_plist().get_filter(0)[0] == 32001 == hdf5plugin.BLOSC_ID and f["zfp"].id.get_create_plist().get_filter(0)[0] == 32013
    assert np.abs(f["zfp"][...] - smooth).max() < 1e-4 and f["zfp"].id.get_storage_size() < smooth.nbytes / 3
    assert (f["zfp_exact"][...] == smooth).all() and np.abs(f["sz3"][...] - smooth).max() <= 1.001e-4
assert hdf5plugin.get_filters("zfp")[0] is hdf5plugin.Zfp and os.path.isdir(hdf5plugin.PLUGINS_PATH)
