"""ranger: a file manager for the terminal, with previews by file's word and a starter of programs.

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import fcntl, os, pty, select, signal, struct, subprocess, sys, tempfile, termios, time
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "XDG_CONFIG_HOME": d + "/.config", "XDG_CACHE_HOME": d + "/.cache", "XDG_DATA_HOME": d + "/.data", "TERM": "xterm", "LC_ALL": "C.UTF-8", "PAGER": "less", "EDITOR": "vi"}
os.makedirs(d + "/w/sub")
open(d + "/w/aaa.txt", "w").write("the first snow\n"); open(d + "/w/plain", "w").write("no suffix at all\n"); open(d + "/w/sub/inner.txt", "w").write("inside\n")
bin = os.path.join(sys.prefix, "bin")
import atexit
def ended_with_us(pid):   # whatever becomes of this check
    try:
        if os.waitpid(pid, os.WNOHANG) == (0, 0): os.kill(pid, signal.SIGKILL)
    except ChildProcessError: pass
def screen(program, *words):
    pid, terminal = pty.fork()
    if pid: atexit.register(ended_with_us, pid)
    if not pid: os.chdir(d + "/w"); os.execve(os.path.join(bin, program), [program, *words], env)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 120, 0, 0))
    return pid, terminal
said = b""
def until(terminal, text, seconds=20):
    global said
    end = time.time() + seconds
    while text not in said and time.time() < end:
        if select.select([terminal], [], [], .2)[0]:
            try: said += os.read(terminal, 65536)
            except OSError: break
    assert text in said, (text, said[-3000:])
    said = b""
def ended(pid):
    end = time.time() + 20
    while time.time() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done: return os.waitstatus_to_exitcode(status)
        time.sleep(.1)
    os.kill(pid, signal.SIGKILL); raise AssertionError(("it does not end", said))
pid, terminal = screen("ranger", "--choosefile=" + d + "/chosen", "--cmd=set preview_files true", d + "/w")
os.set_blocking(terminal, True)
until(terminal, b"inner.txt")   # the folder is first: a preview of it
os.write(terminal, b"j"); until(terminal, b"the first snow")
def console(first, rest): os.write(terminal, first); time.sleep(.5); os.write(terminal, rest); time.sleep(1)   # what follows a key at once is flushed
console(b":", b"shell -s cp plain copied\r"); console(b"/", b"plain\r"); until(terminal, b"no suffix at all")   # file says that it is text
os.write(terminal, b"l"); assert ended(pid) == 0
assert open(d + "/chosen").read().strip() == d + "/w/plain" and os.path.exists(d + "/w/copied")
r = subprocess.run([os.path.join(bin, "rifle"), "-l", "plain"], cwd=d + "/w", env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
assert r.returncode == 0 and "PAGER" in r.stdout, r
said = b""
pid, terminal = screen("rifle", "-w", "less", "aaa.txt")
until(terminal, b"the first snow"); os.write(terminal, b"q"); assert ended(pid) == 0
