"""kerchunk: describes HDF5 files so that their pieces are read as Zarr without HDF5.

round: 9
extra: h5py
apt: hdf5-filter-plugin
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json
import fsspec, h5py, numcodecs, numpy as np, zarr
from kerchunk.combine import MultiZarrToZarr
from kerchunk.hdf import SingleHdf5ToZarr
depth = np.arange(40 * 60, dtype="f4").reshape(40, 60) / 7
for day in range(2):
    with h5py.File(f"{day}.h5", "w") as out:
        out["time"] = np.array([day], "i8"); out["time"].make_scale("time")
        snow = out.create_dataset("snow", data=(depth + 1000 * day)[None], chunks=(1, 20, 20), compression="gzip", shuffle=True)
        snow.dims[0].attach_scale(out["time"]); snow.attrs["units"] = "cm"
        out.create_dataset("group/plain", data=np.arange(9, dtype="<i2")); out.attrs["title"] = "Schnee \u2744"
        # Zstandard's filter, with chunks that were made without HDF5's plugin
        create = h5py.h5p.create(h5py.h5p.DATASET_CREATE); create.set_chunk((8,)); create.set_filter(32015, h5py.h5z.FLAG_OPTIONAL, (3,))
        packed = h5py.Dataset(h5py.h5d.create(out.id, b"packed", h5py.h5t.NATIVE_INT32, h5py.h5s.create_simple((16,)), create))
        for at in (0, 8): packed.id.write_direct_chunk((at,), numcodecs.Zstd(3).encode(np.arange(at, at + 8, dtype="i4").tobytes()))
def opened(references):
    files = fsspec.filesystem("reference", fo=references, asynchronous=True, remote_protocol="file")
    return zarr.open(zarr.storage.FsspecStore(files, read_only=True, path=""), mode="r", zarr_format=2)
described = [SingleHdf5ToZarr(f"{day}.h5", inline_threshold=0).translate() for day in range(2)]
references = json.loads(json.dumps(described[0]))
name, offset, length = references["refs"]["snow/0.1.2"]
assert name.endswith("0.h5") and b"" != numcodecs.Zlib().decode(open("0.h5", "rb").read()[offset:offset + length]) and sum(k.startswith("snow/0.") for k in references["refs"]) == 6
root = opened(references)
assert root.attrs["title"] == "Schnee \u2744" and root["snow"].attrs["units"] == "cm" and root["snow"].chunks == (1, 20, 20)
assert np.array_equal(root["snow"][0], depth) and root["snow"][0, 39, 59] == depth[39, 59] and root["group/plain"][:].tolist() == list(range(9))
assert root["packed"][:].tolist() == list(range(16))
both = MultiZarrToZarr(described, concat_dims=["time"], remote_protocol="file").translate(); root = opened(both)
assert root["snow"].shape == (2, 40, 60) and root["time"][:].tolist() == [0, 1], root["snow"].shape
assert np.array_equal(root["snow"][:], np.stack([depth, depth + 1000]))
