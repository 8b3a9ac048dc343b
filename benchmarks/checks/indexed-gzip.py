"""indexed_gzip: fast random access in gzip files, with zlib.

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import gzip, os, random, tempfile
import indexed_gzip as igz
d = tempfile.mkdtemp()
random.seed(4)
data = b"".join(b"%d %s\n" % (i, random.randbytes(20).hex().encode()) for i in range(100_000))
gzip.open(d + "/t.gz", "wb").write(data)
with igz.IndexedGzipFile(d + "/t.gz", spacing=1 << 18) as f:
    f.build_full_index()
    assert len(list(f.seek_points())) > 5
    f.export_index(d + "/t.gzidx")
with igz.IndexedGzipFile(d + "/t.gz", index_file=d + "/t.gzidx") as f:
    for at in (4_000_000, 17, 2_500_000):
        f.seek(at)
        assert f.read(1000) == data[at:at + 1000]
    f.seek(0)
    assert f.readline() == data.split(b"\n", 1)[0] + b"\n" and f.pread(10, 3_000_000) == data[3_000_000:3_000_010]
