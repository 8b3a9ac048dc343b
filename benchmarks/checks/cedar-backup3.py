"""Cedar Backup: collects files and stores them on discs; the image of a disc is made by mkisofs (genisoimage).

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import glob, os, subprocess, sys, tarfile, tempfile
d = tempfile.mkdtemp()
for name in ("src", "collect", "work"):
    os.mkdir(d + "/" + name)
open(d + "/src/f.txt", "w").write("hello\n" * 100)
open(d + "/c.xml", "w").write("""<?xml version="1.0"?>
<cb_config>
 <reference><author>a</author><revision>1</revision><description>d</description></reference>
 <options><starting_day>monday</starting_day><working_dir>{0}/work</working_dir><backup_user>root</backup_user>
  <backup_group>root</backup_group><rcp_command>/usr/bin/scp -B</rcp_command></options>
 <collect><collect_dir>{0}/collect</collect_dir><collect_mode>daily</collect_mode><archive_mode>targz</archive_mode><ignore_file>.cbignore</ignore_file>
  <dir><abs_path>{0}/src</abs_path><collect_mode>daily</collect_mode></dir></collect>
</cb_config>
""".format(d))
r = subprocess.run([os.path.join(sys.prefix, "bin", "cback3"), "--config=" + d + "/c.xml", "--logfile=" + d + "/log", "--owner=root:root", "--full", "collect"], capture_output=True, text=True, cwd=d)
archives = glob.glob(d + "/collect/*.tar.gz")
assert r.returncode == 0 and len(archives) == 1, (r, os.path.exists(d + "/log") and open(d + "/log").read())
with tarfile.open(archives[0]) as t:
    assert [t.extractfile(m).read() for m in t if m.name.endswith("f.txt")] == [b"hello\n" * 100]
from CedarBackup3.writers.util import IsoImage
image = IsoImage()
image.addEntry(d + "/src")
assert image.getEstimatedSize() > 0
image.writeImage(d + "/t.iso")
assert open(d + "/t.iso", "rb").read()[32769:32774] == b"CD001"
