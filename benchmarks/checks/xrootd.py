"""xrootd: XRootD's client in Python: reads, writes and copies files by their addresses (here: local ones), with checksums of its plug-ins.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile, zlib
d = tempfile.mkdtemp()
from XRootD import client
from XRootD.client.flags import OpenFlags
address = client.URL("root://snow:6@example.org:1095//data/a.root?x=1")
assert address.is_valid() and (address.hostname, address.port, address.path, address.username) == ("example.org", 1095, "/data/a.root", "snow"), address
with client.File() as file:
    status, _ = file.open(f"file://localhost{d}/a", OpenFlags.NEW | OpenFlags.UPDATE)
    assert status.ok, status
    data = b"".join(b"six sides %d\n" % number for number in range(5000))
    status, _ = file.write(data, offset=0); assert status.ok, status
    status, _ = file.sync(); assert status.ok, status
    status, info = file.stat(force=True); assert status.ok and info.size == len(data), (status, info)
    status, read = file.read(offset=10, size=7); assert status.ok and read == data[10:17], status
    status, chunks = file.vector_read([(0, 5), (20, 6)]); assert status.ok and [bytes(chunk.buffer) for chunk in chunks.chunks] == [data[:5], data[20:26]], status
with client.File() as file:
    assert file.open(f"file://localhost{d}/a", OpenFlags.READ)[0].ok and [line for line in file][4999] == "six sides 4999\n"
jobs = client.CopyProcess()
jobs.add_job(f"file://localhost{d}/a", f"file://localhost{d}/b", checksummode="end2end", checksumtype="adler32", checksumpreset=f"{zlib.adler32(data):08x}")
jobs.add_job(f"file://localhost{d}/a", f"file://localhost{d}/c", checksummode="end2end", checksumtype="crc32c")
assert jobs.prepare().ok
status, results = jobs.run()
assert status.ok and all(result["status"].ok for result in results), (status, results)
assert open(d + "/b", "rb").read() == data == open(d + "/c", "rb").read()
wrong = client.CopyProcess(); wrong.add_job(f"file://localhost{d}/a", f"file://localhost{d}/d", checksummode="end2end", checksumtype="adler32", checksumpreset="00000001"); wrong.prepare()
assert not wrong.run()[0].ok   # the sum is another one
