"""libknot: Knot DNS's library through ctypes: names, types, the control socket of a server (without one: its error).

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import libknot, libknot.control, libknot.dname
libknot.Knot()
assert libknot.Knot.rtype_str(28) == "AAAA" and libknot.Knot.rcode_str(3) == "NXDOMAIN" and libknot.Knot.rtype_str(65280) == "TYPE65280"
name = libknot.dname.KnotDname("www.Example.com.")
assert name.size() == 17 and name.str() == "www.Example.com." and name.wire() == b"\x03www\x07Example\x03com\0"
assert libknot.dname.KnotDname(dname_wire=b"\x01a\x02bc\0").str() == "a.bc."
ctl = libknot.control.KnotCtl()
try:
    ctl.connect(os.path.join(tempfile.mkdtemp(), "knot.sock"))
except libknot.control.KnotCtlError as error:
    assert str(error), error
else:
    raise SystemExit("there is no such server")
