"""bpython: an interpreter in a terminal; F2 shows the source of a function in less.

round: 3
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import fcntl, os, pty, select, signal, struct, sys, tempfile, termios, time
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "XDG_CONFIG_HOME": d, "XDG_CACHE_HOME": d, "XDG_DATA_HOME": d, "TERM": "xterm", "LC_ALL": "C.UTF-8"}; env.pop("PAGER", None); env.pop("LESS", None)
pid, terminal = pty.fork()
if not pid: os.chdir(d); os.execve(os.path.join(sys.prefix, "bin", "bpython"), ["bpython"], env)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
said = b""
def wait(word, seconds=30):   # as a terminal does: where the cursor is, is answered
    global said
    start, end = len(said), time.time() + seconds
    while time.time() < end and word not in said[start:]:
        if select.select([terminal], [], [], 0.3)[0]:
            try: more = os.read(terminal, 65536)
            except OSError: break
            said += more
            for _ in range(more.count(b"\x1b[6n")): os.write(terminal, b"\x1b[1;1R")
    return word in said[start:]
try:
    assert wait(b">>>"), said
    os.write(terminal, b"import textwrap\r"); assert wait(b">>>"), said
    for c in b"textwrap.dedent": os.write(terminal, bytes([c])); time.sleep(0.05)
    wait(b"nothing", 2)
    os.write(terminal, b"\x1bOQ")   # F2
    assert wait(b"Remove any common leading whitespace"), said[-3000:]
    at = next((f for f in os.listdir("/proc") if f.isdigit() and b"less\0" in open(f"/proc/{f}/cmdline", "rb").read()[:200] and int(open(f"/proc/{f}/stat").read().rsplit(")", 1)[1].split()[1]) == pid), None)
    assert at, said[-3000:]   # less has it
    os.write(terminal, b"q"); wait(b"nothing", 2)
finally:
    os.kill(pid, signal.SIGKILL); os.waitpid(pid, 0)
