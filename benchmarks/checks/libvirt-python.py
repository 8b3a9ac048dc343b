"""libvirt-python: machines by libvirt, here those of its own test driver.

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import libvirt
libvirt.registerErrorHandler(lambda *a: None, None)
assert libvirt.getVersion() > 9000000
c = libvirt.open("test:///default")
assert c.getType() == "TEST" and [m.name() for m in c.listAllDomains()] == ["test"]
m = c.defineXML("<domain type='test'><name>snow</name><memory unit='MiB'>64</memory><vcpu>2</vcpu><os><type arch='x86_64'>hvm</type></os></domain>")
assert not m.isActive() and m.maxMemory() == 64 * 1024
m.create()
assert m.isActive() and m.info()[3] == 2 and "<name>snow</name>" in m.XMLDesc()
m.destroy(); m.undefine()
try: c.lookupByName("snow")
except libvirt.libvirtError as e: assert e.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN
else: raise AssertionError("it is still there")
pool = c.listAllStoragePools()[0]
volume = pool.createXML("<volume><name>flake</name><capacity unit='MiB'>5</capacity><allocation>0</allocation></volume>")
assert volume.info()[1] == 5 << 20 and "flake" in [v.name() for v in pool.listAllVolumes()]
c.close()
