"""xopen: opens compressed files fast (pigz is for those who lack its own libraries, which are required now).

round: 5
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import gzip, tempfile
from xopen import xopen
d = tempfile.mkdtemp()
lines = [f"@read{number}\nACGTTGCA{number:08d}\n" for number in range(50000)]
for level, threads in ((1, 0), (6, 2), (9, 1)):
    with xopen(d + "/a.fastq.gz", "w", threads=threads, compresslevel=level) as out: out.writelines(lines)
    assert open(d + "/a.fastq.gz", "rb").read(2) == b"\x1f\x8b" and gzip.open(d + "/a.fastq.gz", "rt").read() == "".join(lines)
    with xopen(d + "/a.fastq.gz", threads=threads) as file: assert "".join(file) == "".join(lines)
for ending in (".bz2", ".xz", ".gz", ".zst", ""):
    for threads in (0, 2):
        with xopen(d + "/b" + ending, "wb", threads=threads) as out: out.write(b"snow" * 10000)
        with xopen(d + "/b" + ending, "ab", threads=threads) as out: out.write(b"ice")
        with xopen(d + "/b" + ending, "rb", threads=threads) as file: assert file.read() == b"snow" * 10000 + b"ice", (ending, threads)
