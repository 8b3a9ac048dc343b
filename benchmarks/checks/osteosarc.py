"""osteosarc: takes the reads of some regions out of alignments, by samtools.

round: 9
native: yes
apt: samtools
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import pysam
import osteosarc
from osteosarc import Region
header = {"HD": {"VN": "1.6", "SO": "coordinate"}, "SQ": [{"SN": "chr2", "LN": 242193529}, {"SN": "chr3", "LN": 198295559}], "RG": [{"ID": "snow", "SM": "flake"}]}
with pysam.AlignmentFile("snow.bam", "wb", header=header) as out:
    reads = [(0, at, 60, 0) for at in range(1000, 60000, 500)] + [(0, 60100, 60, 1024), (0, 60120, 3, 0)] + [(1, at, 60, 0) for at in range(2000, 9000, 1000)]
    for number, (contig, at, quality, flag) in enumerate(reads):
        read = pysam.AlignedSegment(out.header); read.query_name = f"r{number}"; read.reference_id = contig; read.reference_start = at; read.mapping_quality = quality; read.flag = flag
        read.cigarstring = "50M"; read.query_sequence = "ACGTT" * 10; read.query_qualities = pysam.qualitystring_to_array("I" * 50); read.set_tag("RG", "snow"); out.write(read)
pysam.index("snow.bam")
def places(subset):
    with subset.open() as bam: return [(read.reference_name, read.reference_start) for read in bam], bam.header.to_dict()["RG"]
regions = [Region("chr2", 5000, 7000, None), Region.from_samtools("chr3:3901-4010", assembly=None)]
subset = osteosarc.extract_reads("snow.bam", regions, cache="cache")
assert places(subset) == ([("chr2", at) for at in (5000, 5500, 6000, 6500)] + [("chr3", 4000)], [{"ID": "snow", "SM": "flake"}]), places(subset)
assert subset.receipt["records"] == 5 and subset.receipt["samtools_version"].startswith("samtools 1.") and subset.index_path.stat().st_size > 50, subset.receipt
# Filters; what is kept; and limits
late = [Region("chr2", 60090, 60500, None)]
assert places(osteosarc.extract_reads("snow.bam", late, cache="cache"))[0] == [("chr2", 60100), ("chr2", 60120)]
assert places(osteosarc.extract_reads("snow.bam", late, cache="cache", filters=osteosarc.ReadFilter(min_mapq=20)))[0] == [("chr2", 60100)]
assert places(osteosarc.extract_reads("snow.bam", late, cache="cache", filters=osteosarc.ReadFilter(exclude_flags=1024)))[0] == [("chr2", 60120)]
assert places(osteosarc.extract_reads("snow.bam", regions, cache="cache", filters=osteosarc.ReadFilter(query_names=("r9",))))[0] == [("chr2", 5500)]
try: osteosarc.extract_reads("snow.bam", [Region("chr2", 0, 50000, None)], cache="cache", max_records=10)
except osteosarc.RecordLimitError: pass
else: raise AssertionError("no limit")
assert osteosarc.extract_reads("snow.bam", regions, cache=osteosarc.Cache("cache", offline=True)).path == subset.path
