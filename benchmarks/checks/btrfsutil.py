"""btrfsutil: subvolumes of Btrfs through libbtrfsutil. On another file system: its errors.

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import errno, os, tempfile
import btrfsutil
d = tempfile.mkdtemp()
try:
    btrfsutil.is_subvolume(d + "/none")
except btrfsutil.BtrfsUtilError as error:
    assert error.errno == errno.ENOENT and error.btrfsutilerror == btrfsutil.ERROR_STATFS_FAILED, error
else:
    raise SystemExit("there is no such file")
assert btrfsutil.is_subvolume(d) is False
try:
    btrfsutil.create_subvolume(d + "/sub")
except btrfsutil.BtrfsUtilError as error:
    assert error.btrfsutilerror in (btrfsutil.ERROR_SUBVOL_CREATE_FAILED, btrfsutil.ERROR_NOT_BTRFS), error
else:   # /tmp is a Btrfs
    assert btrfsutil.is_subvolume(d + "/sub") and btrfsutil.subvolume_id(d + "/sub") > 255
    btrfsutil.set_subvolume_read_only(d + "/sub"); assert btrfsutil.get_subvolume_read_only(d + "/sub")
    btrfsutil.set_subvolume_read_only(d + "/sub", False); btrfsutil.delete_subvolume(d + "/sub")
