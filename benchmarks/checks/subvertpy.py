"""subvertpy: Subversion for Python, by libsvn; here with repositories in files.

round: 9
native: yes
apt: libapr1t64 libsvn1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, tempfile
from subvertpy import SubversionException, client, delta, ra, repos, wc
d = tempfile.mkdtemp(); url = "file://" + d + "/r"
repository = repos.create(d + "/r"); assert len(repository.fs().get_uuid()) == 36 and repos.Repository(d + "/r").fs().youngest_revision() == 0
auth = ra.Auth([ra.get_username_provider()]); auth.set_parameter("svn:auth:username", "eva")
remote = ra.RemoteAccess(url, auth=auth)
done = []
editor = remote.get_commit_editor({"svn:log": "Schneeflöckchen"}, lambda *said: done.append(said))
root = editor.open_root(); directory = root.add_directory("trunk"); file = directory.add_file("trunk/snow.txt")
file.change_prop("colour", "white"); delta.send_stream(io.BytesIO(b"one\ntwo\n"), file.apply_textdelta()); file.close(); directory.close(); root.close(); editor.close()
assert done and done[0][0] == 1 and done[0][2] == "eva" and remote.get_latest_revnum() == 1 and remote.get_repos_root() == url, done
log = list(remote.iter_log(None, 0, 1, discover_changed_paths=True)); said = {k: v.decode() if isinstance(v, bytes) else v for k, v in log[-1][2].items()}
assert log[-1][1] == 1 and said["svn:log"] == "Schneeflöckchen" and said["svn:author"] == "eva" and sorted(log[-1][0]) == ["/trunk", "/trunk/snow.txt"], log
out = io.BytesIO(); remote.get_file("trunk/snow.txt", out, 1); assert out.getvalue() == b"one\ntwo\n"
c = client.Client(auth=ra.Auth([ra.get_username_provider()])); c.log_msg_func = lambda items: "Second"
assert c.checkout(url + "/trunk", d + "/work", "HEAD") == 1 and open(d + "/work/snow.txt").read() == "one\ntwo\n"
with open(d + "/work/snow.txt", "a") as out: out.write("three\n")
with open(d + "/work/ice.txt", "w") as out: out.write("cold\n")
c.add(d + "/work/ice.txt"); c.commit([d + "/work"], recurse=True)
assert remote.get_latest_revnum() == 2 and sorted(remote.get_dir("trunk", 2)[0]) == ["ice.txt", "snow.txt"]
out = io.BytesIO(); remote.get_file("trunk/snow.txt", out, 2); assert out.getvalue() == b"one\ntwo\nthree\n"
assert wc.check_wc(d + "/work") > 0 and os.path.exists(d + "/work/.svn/wc.db")
assert repository.fs().revision_root(2).paths_changed().keys() == {"/trunk/snow.txt", "/trunk/ice.txt"}
checked = io.BytesIO(); repository.verify_fs(checked, 0, 2); assert checked.getvalue().count(b"* Verified revision") == 3, checked.getvalue()
try: ra.RemoteAccess("file://" + d + "/none")
except SubversionException as error: assert "Unable to" in str(error), error
else: raise AssertionError("opened what is not there")
