"""pycdlib: reads and writes ISO 9660 images, all in Python (Debian's dependency genisoimage is for its tests).

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, subprocess, sys, tempfile
import pycdlib
d = tempfile.mkdtemp()
iso = pycdlib.PyCdlib()
iso.new(joliet=3, rock_ridge="1.09", vol_ident="TEST")
iso.add_fp(io.BytesIO(b"hello\n" * 1000), 6000, "/FOO.;1", rr_name="foo", joliet_path="/foo")
iso.write(d + "/a.iso"); iso.close()
os.mkdir(d + "/src")
open(d + "/src/foo", "w").write("hello\n" * 1000)
subprocess.run([os.path.join(sys.prefix, "bin", "pycdlib-genisoimage"), "-R", "-J", "-o", d + "/b.iso", d + "/src"], check=True, capture_output=True)
for name in ("/a.iso", "/b.iso"):
    back, out = pycdlib.PyCdlib(), io.BytesIO()
    back.open(d + name)
    back.get_file_from_iso_fp(out, joliet_path="/foo")
    assert out.getvalue() == b"hello\n" * 1000, name
    back.close()
