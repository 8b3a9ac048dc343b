"""python-augeas: changes configuration files as trees, by Augeas and its lenses.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.makedirs(d + "/etc/ssh")
open(d + "/etc/hosts", "w").write("# ours\n127.0.0.1 localhost\n192.0.2.7   flake.example.org flake # cold\n")
open(d + "/etc/ssh/sshd_config", "w").write("Port 22\n# keep\nPermitRootLogin yes\n")
open(d + "/etc/fstab", "w").write("/dev/sda1 / ext4 defaults,noatime 0 1\n")
import augeas
a = augeas.Augeas(root=d)
assert a.match("/augeas//error") == [], a.match("/augeas//error")
assert a.get("/files/etc/hosts/2/canonical") == "flake.example.org" and a.get("/files/etc/hosts/2/alias") == "flake"
assert a.get("/files/etc/fstab/1/opt[2]") == "noatime"
a.insert("/files/etc/hosts/2/alias[last()]", "alias", before=False); a.set("/files/etc/hosts/2/alias[last()]", "snow")
a.set("/files/etc/hosts/01/ipaddr", "192.0.2.8"); a.set("/files/etc/hosts/01/canonical", "ice.example.org")
a.set("/files/etc/ssh/sshd_config/PermitRootLogin", "no"); a.insert("/files/etc/ssh/sshd_config/Port", "ListenAddress", before=False); a.set("/files/etc/ssh/sshd_config/ListenAddress", "192.0.2.7")
assert a.remove("/files/etc/fstab/1/opt[2]") == 1
a.save(); a.close()
assert open(d + "/etc/hosts").read() == "# ours\n127.0.0.1 localhost\n192.0.2.7   flake.example.org flake snow # cold\n192.0.2.8\tice.example.org\n", open(d + "/etc/hosts").read()
assert open(d + "/etc/ssh/sshd_config").read() == "Port 22\nListenAddress 192.0.2.7\n# keep\nPermitRootLogin no\n", open(d + "/etc/ssh/sshd_config").read()
assert open(d + "/etc/fstab").read() == "/dev/sda1 / ext4 defaults 0 1\n"
