"""PyStack: shows the Python and C frames of a running process, whose memory it reads with elfutils.

round: 7
native: yes
apt: libdw-dev libelf-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
open(d + "/winter.py", "w").write('''
import ctypes, sys, threading, time
ctypes.CDLL(None).prctl(0x59616d61, ctypes.c_ulong(-1), 0, 0, 0)   # whoever wants may look
def freeze(degrees):
    flakes = ["six", "sided"]
    print("ready", flush=True)
    time.sleep(1000)
def fall(wind):
    freeze(degrees=wind - 49)
def thaw():
    time.sleep(1000)
threading.Thread(target=thaw, daemon=True).start()
fall(7)
''')
child = subprocess.Popen([sys.executable, d + "/winter.py"], stdout=subprocess.PIPE, text=True)
try:
    assert child.stdout.readline() == "ready\n"
    def look(*words):
        r = subprocess.run([os.path.join(sys.prefix, "bin", "pystack"), "--no-color", "remote", str(child.pid), *words], capture_output=True, text=True, timeout=120)
        assert r.returncode == 0, r
        return r.stdout
    plain = look()
    order = [plain.index(words) for words in ('in fall', 'in freeze')]
    assert order == sorted(order) and "in thaw" in plain and "freeze(degrees=wind - 49)" in plain and "winter.py" in plain, plain
    assert "in fall" in look("--no-block")
    with_locals = look("--locals")
    assert "degrees: -42" in with_locals and "wind: 7" in with_locals and "sided" in with_locals, with_locals
    native = look("--native")
    assert "(C)" in native and "in fall" in native and ("sleep" in native or "select" in native), native   # where it waits
    assert "(C)" not in plain
    from pystack.engine import get_process_threads
    threads = list(get_process_threads(child.pid, stop_process=True))
    assert len(threads) == 2 and {t.tid for t in threads} >= {child.pid}, threads
    assert [f.code.scope for t in threads if t.tid == child.pid for f in t.frames] == ["<module>", "fall", "freeze"], threads
finally:
    child.kill(); child.wait()
