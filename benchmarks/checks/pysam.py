"""pysam: genomes' files (SAM, BAM, CRAM, VCF, FASTA) with htslib and samtools.

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, random, tempfile
import pysam
random.seed(5)
d = tempfile.mkdtemp()
genome = "".join(random.choices("ACGT", k=5000))
open(d + "/g.fa", "w").write(">chr1\n" + "\n".join(genome[i:i + 60] for i in range(0, 5000, 60)) + "\n")
pysam.faidx(d + "/g.fa")
with pysam.FastaFile(d + "/g.fa") as fa:
    assert fa.fetch("chr1", 100, 160) == genome[100:160]
header = {"HD": {"VN": "1.6"}, "SQ": [{"LN": 5000, "SN": "chr1"}]}
with pysam.AlignmentFile(d + "/u.bam", "wb", header=header) as out:
    for i in random.sample(range(200), 200):
        a = pysam.AlignedSegment(out.header)
        a.query_name, a.query_sequence, a.reference_id, a.reference_start, a.mapping_quality, a.cigarstring = "r%d" % i, genome[i * 20:i * 20 + 50], 0, i * 20, 60, "50M"
        a.flag = 0; a.query_qualities = pysam.qualitystring_to_array("I" * 50); out.write(a)
pysam.sort("-o", d + "/s.bam", d + "/u.bam"); pysam.index(d + "/s.bam")
with pysam.AlignmentFile(d + "/s.bam") as bam:
    assert [r.query_name for r in bam.fetch("chr1", 1000, 1010)] == ["r48", "r49", "r50"]
    assert bam.count() == 200 and "200 + 0 mapped" in pysam.flagstat(d + "/s.bam")
pysam.view("-C", "-T", d + "/g.fa", "-o", d + "/s.cram", d + "/s.bam", catch_stdout=False)
assert sum(1 for _ in pysam.AlignmentFile(d + "/s.cram", reference_filename=d + "/g.fa").fetch(until_eof=True)) == 200
open(d + "/v.vcf", "w").write("##fileformat=VCFv4.2\n##contig=<ID=chr1,length=5000>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr1\t7\t.\tA\tC\t50\tPASS\t.\nchr1\t70\t.\tG\tT\t50\tPASS\t.\n")
gz = pysam.tabix_index(d + "/v.vcf", preset="vcf", force=True)
assert [v.alts for v in pysam.VariantFile(gz).fetch("chr1", 60, 80)] == [("T",)]
