"""qmk: the command line of the QMK keyboard firmware: fetches it with git, looks for keyboards through hidapi and libusb. (To compile needs the whole firmware.)

native: no
extra: dulwich
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, re, subprocess, sys, tempfile
from dulwich import porcelain
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "XDG_CONFIG_HOME": d, "XDG_DATA_HOME": d, "LC_ALL": "C.UTF-8"}
os.mkdir(d + "/w")
def qmk(*args):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "qmk"), *args], cwd=d + "/w", env=env, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
    assert r.returncode == 0, r
    return re.sub(r"\x1b\[[0-9;]*m", "", r.stdout + r.stderr)
qmk("config", "user.keyboard=clueboard/66/rev3")
assert "user.keyboard=clueboard/66/rev3" in qmk("config", "user.keyboard")
assert "QMK_HOME=" in qmk("env")
up = d + "/up/qmk/qmk_firmware"
os.makedirs(up)
repo = porcelain.init(up)
open(up + "/rules.mk", "w").write("x\n")
porcelain.add(repo, [up + "/rules.mk"])
porcelain.commit(repo, message=b"first", author=b"A <a@example.org>", committer=b"A <a@example.org>")
qmk("clone", "--baseurl", "file://" + d + "/up", "-b", porcelain.active_branch(repo).decode())
assert open(d + "/w/qmk_firmware/rules.mk").read() == "x\n"
said = qmk("console", "-l")   # hidapi's and libusb's lists, empty or not
assert "Error" not in said and "Could not import" not in said, said
