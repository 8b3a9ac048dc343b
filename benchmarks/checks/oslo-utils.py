"""oslo.utils: what OpenStack's programs have in common: sizes, times, networks, secrets' hashes, and what an image file is.

round: 6
native: no
extra: oslo.utils[image-inspection]
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, struct, tempfile
from oslo_utils import encodeutils, excutils, fileutils, importutils, netutils, secretutils, specs_matcher, strutils, timeutils, units, uuidutils, versionutils
from oslo_utils.imageutils import format_inspector
assert strutils.string_to_bytes("1.5GiB", unit_system="IEC", return_int=True) == 3 * units.Gi // 2 and strutils.bool_from_string("yes") is True
assert strutils.mask_password("'adminPass': 'snow42'") == "'adminPass': '***'" and strutils.to_slug("Six Sides!") == "six-sides"
assert netutils.is_valid_cidr("10.0.0.0/8") and netutils.is_valid_ipv6("fe80::1") and not netutils.is_valid_ip("10.0.0.256") and netutils.parse_host_port("[::1]:53") == ("::1", 53)
assert str(netutils.get_ipv6_addr_by_EUI64("2001:db8::", "00:16:3e:33:44:55")) == "2001:db8::216:3eff:fe33:4455"
assert uuidutils.is_uuid_like(uuidutils.generate_uuid()) and versionutils.convert_version_to_int("6.2.0") == 6002000
assert timeutils.parse_isotime("2024-01-02T03:04:05Z").hour == 3 and timeutils.delta_seconds(timeutils.parse_isotime("2024-01-01T00:00:00Z"), timeutils.parse_isotime("2024-01-02T00:00:00Z")) == 86400
assert specs_matcher.match("12", ">= 3") and not specs_matcher.match("ice", "<in> snow")
# libcrypt's, which the standard library had until Python 3.13
salt = secretutils.crypt_mksalt("SHA-512"); hashed = secretutils.crypt_password("powder", salt)
assert salt.startswith("$6$") and hashed.startswith(salt + "$") and secretutils.crypt_password("powder", hashed) == hashed != secretutils.crypt_password("ice", hashed), (salt, hashed)
assert secretutils.crypt_password("Hello world!", "$6$saltstring") == "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"   # Drepper's
assert secretutils.crypt_password("Hello world!", "$5$saltstring") == "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"
d = tempfile.mkdtemp()
qcow = struct.pack(">4sIQIIQIIQQIIQ", b"QFI\xfb", 3, 0, 0, 16, 5 * units.Gi, 0, 1, 65536, 131072, 1, 0, 0) + bytes(400)
open(d + "/disk", "wb").write(qcow + bytes(3 * 65536))
found = format_inspector.detect_file_format(d + "/disk")
assert str(found) == "qcow2" and found.virtual_size == 5 * units.Gi, (str(found), found.virtual_size)
assert fileutils.compute_file_checksum(d + "/disk", algorithm="sha256") == __import__("hashlib").sha256(open(d + "/disk", "rb").read()).hexdigest()
try:
    try: raise KeyError("snow")
    except KeyError:
        with excutils.save_and_reraise_exception(): fileutils.delete_if_exists(d + "/disk")
except KeyError: pass
assert not os.path.exists(d + "/disk")
