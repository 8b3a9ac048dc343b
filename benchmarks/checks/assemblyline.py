"""Assemblyline: analyses malware; here its files' digests (fuzzy ones too) and types (libmagic, YARA).

round: 7
native: yes
apt: libfuzzy2 libfuzzy-dev libmagic1t64
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import hashlib, tempfile, zipfile
d = tempfile.mkdtemp()
os.environ["HOME"] = d
from assemblyline.common import digests, identify
text = b"".join(b"snow falls on the mountain in the winter of %d and stays there for %d days\n" % (1900 + i, i * 7 % 100) for i in range(300))
open(d + "/a.txt", "wb").write(text)
open(d + "/b.txt", "wb").write(text.replace(b"1950", b"2150"))
a, b = digests.get_digests_for_file(d + "/a.txt"), digests.get_digests_for_file(d + "/b.txt")
assert a["sha256"] == hashlib.sha256(text).hexdigest() and a["size"] == len(text) and 3 < a["entropy"] < 5, a
blocks, first, second = a["ssdeep"].split(":")
assert int(blocks) % 3 == 0 and len(first) > 20 and a["ssdeep"] != b["ssdeep"] and b["ssdeep"].split(":")[0] == blocks, (a, b)
assert a.get("tlsh") and a["tlsh"] != b["tlsh"], a
open(d + "/x.py", "w").write("#!/usr/bin/env python\nimport os, sys\n\ndef main(argv):\n    for x in range(10):\n        print(os.getcwd(), x)\n\nclass A(object):\n    def __init__(self):\n        self.x = 1\n\nif __name__ == '__main__':\n    main(sys.argv)\n")
with zipfile.ZipFile(d + "/x.zip", "w") as z: z.writestr("hello.txt", "hello")
open(d + "/x.pdf", "wb").write(b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")
open(d + "/x.gif", "wb").write(b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")
with identify.Identify(use_cache=False) as identifier:
    kinds = {n: identifier.fileinfo(d + "/" + n) for n in ("x.py", "x.zip", "x.pdf", "x.gif")}
assert {n: k["type"] for n, k in kinds.items()} == {"x.py": "code/python", "x.zip": "archive/zip", "x.pdf": "document/pdf", "x.gif": "image/gif"}, kinds
assert "GIF image data" in kinds["x.gif"]["magic"] and kinds["x.gif"]["mime"] == "image/gif", kinds["x.gif"]
from assemblyline.common import forge
from assemblyline.common.classification import Classification
import yaml
rules = forge.get_classification()
assert rules.is_valid(rules.UNRESTRICTED) and rules.is_accessible(rules.UNRESTRICTED, rules.UNRESTRICTED), rules.UNRESTRICTED
