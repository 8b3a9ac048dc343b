"""PyEpics: reads, writes and watches the values of a laboratory's machines by Channel Access (libca); here those of a server on loopback.

round: 4
native: yes
extra: caproto
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile, time
d = tempfile.mkdtemp()
port = "50641"
os.environ |= {"EPICS_CA_ADDR_LIST": "127.0.0.1", "EPICS_CA_AUTO_ADDR_LIST": "NO", "EPICS_CA_SERVER_PORT": port, "EPICS_CAS_SERVER_PORT": port, "EPICS_CAS_INTF_ADDR_LIST": "127.0.0.1", "EPICS_CAS_BEACON_ADDR_LIST": "127.0.0.1", "HOME": d}
open(d + "/ioc.py", "w").write("""
from caproto import ChannelType
from caproto.server import PVGroup, pvproperty, run
class Snow(PVGroup):
    depth = pvproperty(value=1.5, units='cm', precision=2, upper_ctrl_limit=100.0)
    kind = pvproperty(value='powder', dtype=ChannelType.ENUM, enum_strings=['ice', 'powder'])
    shape = pvproperty(value=[2.0] * 50)
    count = pvproperty(value=7)
run(Snow(prefix='snow:').pvdb, interfaces=['127.0.0.1'])
""")
log = open(d + "/log", "w")
server = subprocess.Popen([sys.executable, d + "/ioc.py"], stdout=log, stderr=log)
try:
    import epics, numpy as np
    deadline = time.time() + 60
    depth = epics.PV("snow:depth")
    while not depth.wait_for_connection(2) and time.time() < deadline: assert server.poll() is None, open(d + "/log").read()
    assert depth.connected, open(d + "/log").read()
    assert depth.get() == 1.5 and depth.units == "cm" and depth.precision == 2, depth.info
    seen = []; depth.add_callback(lambda value=None, **rest: seen.append(value))
    assert depth.put(12.25, wait=True, timeout=10) == 1 and epics.caget("snow:depth", use_monitor=False, timeout=10) == 12.25
    assert epics.caput("snow:count", 42, wait=True, timeout=10) == 1 and epics.caget("snow:count", use_monitor=False, timeout=10) == 42
    assert epics.caget("snow:kind", as_string=True, timeout=10) == "powder" and epics.caget("snow:kind", timeout=10) == 1
    assert (epics.caget("snow:shape", timeout=10) == np.full(50, 2.0)).all()
    epics.caput("snow:shape", np.arange(50.0), wait=True, timeout=10); assert epics.caget("snow:shape", use_monitor=False, timeout=10).sum() == 1225
    end = time.time() + 10
    while 12.25 not in seen and time.time() < end: time.sleep(0.1)
    assert 12.25 in seen, seen
    assert epics.caget("snow:none", timeout=1, connection_timeout=1) is None
finally: server.kill(); server.wait()
