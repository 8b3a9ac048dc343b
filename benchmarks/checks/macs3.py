"""MACS3: finds where proteins bind to DNA, from the reads of ChIP-seq (in BED, and in BAM, which zlib packs).

round: 8
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import gzip, os, re, struct, subprocess, tempfile, zlib
import numpy as np
d = tempfile.mkdtemp(); rng = np.random.default_rng(8)
SIZE, LENGTH, READ = 4_000_000, 200, 50
sites = np.arange(200) * 20000 + 5000
bound = np.concatenate([site - LENGTH // 2 + rng.normal(0, 60, 60).astype(int) for site in sites])
noise = rng.integers(1000, SIZE - 1000, 20000); control = rng.integers(1000, SIZE - 1000, 25000)
def reads(starts):   # both ends of each fragment
    return sorted([(int(s), "+") for s in starts] + [(int(s) + LENGTH - READ, "-") for s in starts])
def bed(name, starts):
    with gzip.open(f"{d}/{name}", "wt") as f:
        for at, strand in reads(starts): f.write(f"chr1\t{at}\t{at + READ}\tr\t40\t{strand}\n")
bed("t.bed.gz", np.concatenate([bound, noise])); bed("c.bed.gz", control)
def macs(*words):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "macs3"), *words], cwd=d, capture_output=True, text=True, timeout=200, env={**os.environ, "HOME": d, "TMPDIR": d})
    assert r.returncode == 0, (words, r.stdout[-1000:], r.stderr[-3000:])
    return r.stdout + r.stderr
def summits(name):
    rows = [line.split("\t") for line in open(f"{d}/{name}_peaks.narrowPeak")]
    return np.array([int(row[1]) + int(row[9]) for row in rows])
def right(found):
    apart = np.abs(found[:, None] - sites[None]).min(1)
    return 195 <= len(found) <= 215 and (apart < 150).sum() >= 195 and len(set(np.abs(found[:, None] - sites[None]).argmin(1))) >= 195
said = macs("predictd", "-i", "t.bed.gz", "-g", "4e6", "-f", "BED")
length = int(re.search(r"predicted fragment length is (\d+) bps", said).group(1))
assert abs(length - LENGTH) <= 30, said[-1500:]
macs("callpeak", "-t", "t.bed.gz", "-c", "c.bed.gz", "-f", "BED", "-g", "4e6", "-n", "snow", "-B", "-q", "0.01")
assert right(summits("snow")), summits("snow")
table = open(d + "/snow_peaks.xls").read()
assert "# d = " in table and abs(int(re.search(r"# d = (\d+)", table).group(1)) - LENGTH) <= 30, table[:2000]
macs("bdgcmp", "-t", "snow_treat_pileup.bdg", "-c", "snow_control_lambda.bdg", "-m", "FE", "-o", "fold.bdg")
macs("bdgpeakcall", "-i", "fold.bdg", "-c", "5", "-o", "fold.narrowPeak")
assert 195 <= sum(line.startswith("chr1") for line in open(d + "/fold.narrowPeak")) <= 215
macs("callpeak", "-t", "t.bed.gz", "-c", "c.bed.gz", "-f", "BED", "-g", "4e6", "-n", "ice", "--broad", "--nomodel", "--extsize", "200")
assert 195 <= len(list(open(d + "/ice_peaks.broadPeak"))) <= 220
# pairs in BAM
records = []
for n, s in enumerate(np.concatenate([bound, noise])):
    s = int(s); e = s + LENGTH - READ
    for at, other, flag, length in ((s, e, 99, LENGTH), (e, s, 147, -LENGTH)):
        name = b"r%d\0" % n; kind = (at >> 14) + 4681
        body = struct.pack("<iiBBHHHiiii", 0, at, len(name), 40, kind if at >> 14 == at + READ - 1 >> 14 else (at >> 17) + 585, 1, flag, READ, 0, other, length) + name + struct.pack("<I", READ << 4) + b"\x11" * (READ // 2) + b"\x28" * READ
        records.append((at, struct.pack("<i", len(body)) + body))
text = f"@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr1\tLN:{SIZE}\n".encode()
whole = b"BAM\1" + struct.pack("<i", len(text)) + text + struct.pack("<ii", 1, 5) + b"chr1\0" + struct.pack("<i", SIZE) + b"".join(r for _, r in sorted(records))
def block(data):
    z = zlib.compressobj(6, zlib.DEFLATED, -15); packed = z.compress(data) + z.flush()
    return struct.pack("<4BI2BH2BHH", 31, 139, 8, 4, 0, 0, 255, 6, 66, 67, 2, len(packed) + 25) + packed + struct.pack("<2I", zlib.crc32(data), len(data))
open(d + "/t.bam", "wb").write(b"".join(block(whole[n:n + 60000]) for n in range(0, len(whole), 60000)) + block(b""))
said = macs("callpeak", "-t", "t.bam", "-f", "BAMPE", "-g", "4e6", "-n", "pairs", "--call-summits", "-q", "0.001")
assert len({np.abs(sites - s).argmin() for s in summits("pairs") if np.abs(sites - s).min() < 200}) >= 195, summits("pairs")
assert "mean fragment size is determined as 200.0 bp" in said, said[:2000]
macs("filterdup", "-i", "t.bam", "-f", "BAM", "-g", "4e6", "--keep-dup", "1", "-o", "once.bed")
assert len(list(open(d + "/once.bed"))) == len(set(map(int, bound)) | set(map(int, noise))), len(list(open(d + "/once.bed")))   # of a pair the first
