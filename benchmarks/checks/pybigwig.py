"""pyBigWig: reads and writes genomes' signals in bigWig files, with libBigWig.

round: 4
native: yes
extra: numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import pyBigWig
path = os.path.join(tempfile.mkdtemp(), "s.bw")
out = pyBigWig.open(path, "w")
out.addHeader([("chr1", 100000), ("chr2", 5000)], maxZooms=4)
out.addEntries(["chr1"] * 1000, [i * 50 for i in range(1000)], ends=[i * 50 + 50 for i in range(1000)], values=[float(i % 10) for i in range(1000)])
out.addEntries("chr2", [10, 20, 40], values=[1.5, 2.5, 4.0], span=5)
out.addEntries("chr2", 100, values=[7.0, 8.0, 9.0], span=2, step=10)
out.close()
with pyBigWig.open(path) as bw:
    assert bw.isBigWig() and bw.chroms() == {"chr1": 100000, "chr2": 5000} and bw.header()["nLevels"] > 0
    assert bw.values("chr1", 148, 152) == [2.0, 2.0, 3.0, 3.0]
    assert bw.intervals("chr2", 0, 60) == ((10, 15, 1.5), (20, 25, 2.5), (40, 45, 4.0))
    assert bw.stats("chr1", 0, 500) == [4.5] and bw.stats("chr1", 0, 500, type="max") == [9.0]
    assert abs(bw.stats("chr1", 0, 50000, nBins=5)[3] - 4.5) < 0.2 and bw.stats("chr2", 0, 100, type="coverage")[0] == 0.15
    assert bw.intervals("chr2", 100, 130) == ((100, 102, 7.0), (110, 112, 8.0), (120, 122, 9.0))
assert open(path, "rb").read(4) == (0x888FFC26).to_bytes(4, "little")
