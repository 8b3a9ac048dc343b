"""pylibacl: POSIX access control lists, with libacl.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import posix1e
d = tempfile.mkdtemp(); path = d + "/f"
open(path, "w").close(); os.chmod(path, 0o640)
acl = posix1e.ACL(file=path)
assert acl.valid() and acl == posix1e.ACL(text="u::rw,g::r,o::-"), str(acl)
assert acl.equiv_mode() == 0o640 and posix1e.ACL(mode=0o751).to_any_text("", b",", posix1e.TEXT_ABBREVIATE) == b"u::rwx,g::r-x,o::--x"
entry = acl.append()
entry.tag_type, entry.qualifier = posix1e.ACL_USER, 4242
entry.permset.clear(); entry.permset.add(posix1e.ACL_READ); entry.permset.execute = True
assert not acl.valid() and acl.check()[0] == posix1e.ACL_MISS_ERROR
acl.calc_mask(); assert acl.valid()
lines = acl.to_any_text("", b"\n", posix1e.TEXT_NUMERIC_IDS).decode().split()
assert lines == ["user::rw-", "user:4242:r-x", "group::r--", "mask::r-x", "other::---"], lines
users = [one for one in acl if one.tag_type == posix1e.ACL_USER]
assert [one.qualifier for one in users] == [4242] and users[0].permset.read and not users[0].permset.write
plain = posix1e.ACL(text="u::rwx,g::rx,o::-"); plain.applyto(path)
assert os.stat(path).st_mode & 0o777 == 0o750
again = posix1e.ACL(acl=acl); again.delete_entry([one for one in again if one.tag_type == posix1e.ACL_USER][0])
assert again != acl and len(list(again)) == 4
try: posix1e.ACL(text="user:nobody-of-this-name:rwx")
except OSError: pass
else: raise AssertionError("was taken")
