"""Thonny: a programming environment for beginners, in Tk; here it runs a program, and copies with xsel.

round: 3
native: no
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, signal, subprocess, sys, tempfile, time
d = tempfile.mkdtemp(); os.makedirs(d + "/path/thonnycontrib"); os.makedirs(d + "/user")
open(d + "/program.py", "w").write("open(__file__ + '.ran', 'w').write('flakes ' + str(6 * 7))\n")
# What a user would do with F5 and the menu, as one of Thonny's plug-ins.
open(d + "/path/thonnycontrib/snow.py", "w").write("""
import os, sys, traceback
from thonny import get_runner, get_workbench
def go():
    try: get_runner().cmd_run_current_script()
    except Exception: traceback.print_exc()
def load_plugin():
    get_workbench().after(12000, go)
""")
env = {**os.environ, "HOME": d, "THONNY_USER_DIR": d + "/user", "PYTHONPATH": d + "/path", "XDG_RUNTIME_DIR": d, "LC_ALL": "C.UTF-8"}
log = open(d + "/out", "w")
p = subprocess.Popen([os.path.join(sys.prefix, "bin", "thonny"), d + "/program.py"], cwd=d, env=env, stdout=log, stderr=log, start_new_session=True)
try:
    end = time.time() + 80
    while time.time() < end and p.poll() is None and not os.path.exists(d + "/program.py.ran"): time.sleep(1)
    time.sleep(1)
    assert os.path.exists(d + "/program.py.ran") and open(d + "/program.py.ran").read() == "flakes 42", (p.poll(), open(d + "/out").read()[-4000:])
    assert p.poll() is None, p.poll()
finally:
    if p.poll() is None: os.killpg(p.pid, signal.SIGKILL)
    p.wait()
os.environ.update(HOME=d, THONNY_USER_DIR=d + "/user")
from thonny.misc_utils import copy_to_clipboard
for _ in range(5):   # it waits for a tenth of a second only
    try: copy_to_clipboard("snow and ice"); break
    except subprocess.TimeoutExpired: time.sleep(1)
import tkinter
root = tkinter.Tk(); root.update()
assert root.clipboard_get() == "snow and ice"
root.destroy()
subprocess.run(["xsel", "-b", "-c"], timeout=20)
