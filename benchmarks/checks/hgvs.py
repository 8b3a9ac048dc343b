"""hgvs: reads, checks and maps the names of changes of genes; what it needs to know comes from PostgreSQL, by psycopg2.

round: 7
native: no
apt: libpq-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
os.environ["HOME"] = tempfile.mkdtemp()
import psycopg2
import hgvs.dataproviders.uta
import hgvs.parser, hgvs.validator
from hgvs.exceptions import HGVSError, HGVSParseError
parser = hgvs.parser.Parser()
change = parser.parse_hgvs_variant("NM_01234.5:c.22+1A>T")
assert change.ac == "NM_01234.5" and change.type == "c" and change.posedit.pos.start.base == 22 and change.posedit.pos.start.offset == 1, change
assert (change.posedit.edit.ref, change.posedit.edit.alt, change.posedit.edit.type) == ("A", "T", "sub") and str(change) == "NM_01234.5:c.22+1A>T"
for words in ("NC_000007.13:g.36561662C>T", "NM_001637.3:c.1582_1583insTT", "NP_001628.1:p.(Gly528Arg)", "NC_000001.10:g.100_200del", "NM_000059.3:c.68-7dup", "NR_111984.1:n.44G>A"):
    assert str(parser.parse_hgvs_variant(words)) == words, words
try: parser.parse_hgvs_variant("NM_01234.5:c.22+1A>>T"); raise SystemExit("nonsense was read")
except HGVSParseError: pass
assert hgvs.validator.IntrinsicValidator().validate(parser.parse_hgvs_variant("NC_000007.13:g.7_9del"))
try: hgvs.validator.IntrinsicValidator().validate(parser.parse_hgvs_variant("NC_000007.13:g.9_7del")); raise SystemExit("an end before its start")
except HGVSError: pass
try: hgvs.dataproviders.uta.connect("postgresql://anonymous:anonymous@127.0.0.1:9/uta/uta_20241220"); raise SystemExit("connected to nobody")
except psycopg2.OperationalError as e: assert "127.0.0.1" in str(e) and "refused" in str(e), e   # in libpq's words
assert psycopg2.extensions.libpq_version() > 90000 and psycopg2.extensions.parse_dsn("postgresql://a@h:5/d")["port"] == "5"
