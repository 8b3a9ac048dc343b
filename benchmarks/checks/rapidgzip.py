"""rapidgzip: reads gzip files in parallel and at any place, by its own C++ (and zlib or ISA-L); with its program.

round: 9
native: yes
apt: zlib1g
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import bz2, gzip, io, random, subprocess
import rapidgzip
chance = random.Random(9)
text = b"".join(b"%08d %s\n" % (i, bytes(chance.choices(b"snowflake ", k=chance.randrange(40)))) for i in range(200_000))
with gzip.open("a.gz", "wb", 6) as out: out.write(text)
with rapidgzip.open("a.gz", parallelization=4) as file:
    assert file.read(20) == text[:20] and file.seek(3_000_000) == 3_000_000 and file.read(1000) == text[3_000_000:3_001_000] and file.tell() == 3_001_000
    file.seek(12345); assert file.readline() == text[12345:].split(b"\n", 1)[0] + b"\n"
    file.seek(0); assert file.read() == text and file.size() == len(text)
    offsets = file.block_offsets(); assert len(offsets) > 2 and max(offsets.values()) == len(text), offsets
    file.export_index("a.index")
with rapidgzip.open("a.gz", parallelization=2) as file:
    file.import_index("a.index"); assert file.size() == len(text)
    for at in (len(text) - 9, 5, 4_444_444): file.seek(at); assert file.read(9) == text[at:at + 9]
members = io.BytesIO(gzip.compress(b"deep ") + gzip.compress(b"snow\n"))
with rapidgzip.open(members, parallelization=1) as file: assert file.read() == b"deep snow\n"
damaged = bytearray(open("a.gz", "rb").read()); damaged[len(damaged) // 2] ^= 0xFF
try:
    with rapidgzip.open(io.BytesIO(bytes(damaged)), parallelization=1) as file: assert file.read() != text
except (RuntimeError, ValueError): pass
with rapidgzip.IndexedBzip2File(io.BytesIO(bz2.compress(text)), parallelization=2) as file:
    file.seek(2_000_000); assert file.read(100) == text[2_000_000:2_000_100]
subprocess.run(["rapidgzip", "-d", "-P", "2", "-o", "a.txt", "a.gz"], check=True, timeout=50); assert open("a.txt", "rb").read() == text
r = subprocess.run(["rapidgzip", "--count-lines", "a.gz"], capture_output=True, text=True, timeout=50); assert r.returncode == 0 and "200000" in r.stdout, r
r = subprocess.run(["rapidgzip", "-d", "-c", "--ranges", "10@0,9@4000000", "a.gz"], capture_output=True, timeout=50); assert r.stdout == text[:10] + text[4000000:4000009], r
