"""imediff: merges two or three files, by options or on a whole screen, alone or as git's tool.

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import fcntl, os, pty, select, struct, subprocess, sys, tempfile, termios, time
d = tempfile.mkdtemp()
imediff = os.path.join(sys.prefix, "bin", "imediff")
env = {**os.environ, "HOME": d, "TERM": "xterm", "LC_ALL": "C.UTF-8", "EDITOR": "vim", "GIT_CONFIG_NOSYSTEM": "1", **{f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}}
def go(*words, code=0, cwd=d):
    r = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=100)
    assert r.returncode == code, r
    return r.stdout + r.stderr
def write(name, *lines): open(os.path.join(d, name), "w").write("".join(line + "\n" for line in lines))
def read(name): return open(os.path.join(d, name)).read().splitlines()
write("base", "one", "two", "three", "four", "five"); write("mine", "one", "zwei", "three", "four", "five"); write("yours", "one", "two", "three", "four", "cinq")
go(imediff, "-n", "-M", "w", "-o", "merged", "mine", "base", "yours")
assert read("merged") == ["one", "zwei", "three", "four", "cinq"], read("merged")
go(imediff, "-n", "-M", "Aw", "-o", "a", "base", "yours"); go(imediff, "-n", "-M", "Bw", "-o", "b", "base", "yours")
assert read("a") == read("base") and read("b") == read("yours")
os.mkdir(d + "/r"); os.chdir(d + "/r")   # as git's tool
go("git", "init", "-q", "-b", "main", ".", cwd=d + "/r"); write("r/f", "a", "x", "b"); go("git", "add", "f", cwd=d + "/r"); go("git", "commit", "-q", "-m", "0", cwd=d + "/r")
go("git", "checkout", "-q", "-b", "side", cwd=d + "/r"); write("r/f", "a", "theirs", "b"); go("git", "commit", "-q", "-a", "-m", "1", cwd=d + "/r")
go("git", "checkout", "-q", "main", cwd=d + "/r"); write("r/f", "a", "ours", "b"); go("git", "commit", "-q", "-a", "-m", "2", cwd=d + "/r")
go("git", "merge", "side", code=1, cwd=d + "/r")
go("git", "-c", f"mergetool.imediff.cmd={imediff} -n -M Cw -o \"$MERGED\" \"$LOCAL\" \"$BASE\" \"$REMOTE\"", "-c", "mergetool.imediff.trustExitCode=true", "mergetool", "-y", "-t", "imediff", cwd=d + "/r")
assert read("r/f") == ["a", "theirs", "b"], read("r/f")
import atexit, signal
def ended_with_us(pid):   # whatever becomes of this check
    try:
        if os.waitpid(pid, os.WNOHANG) == (0, 0): os.kill(pid, signal.SIGKILL)
    except ChildProcessError: pass
pid, terminal = pty.fork()   # on a screen
if pid: atexit.register(ended_with_us, pid)
if not pid: os.chdir(d); os.execve(imediff, ["imediff", "-o", "screen", "base", "yours"], env)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
said = b""
def until(text, seconds=30):
    global said
    end = time.time() + seconds
    while text not in said and time.time() < end:
        if select.select([terminal], [], [], .2)[0]:
            try: said += os.read(terminal, 65536)
            except OSError: break
    assert text in said, said[-2000:]
    said = b""
until(b"three"); os.write(terminal, b"m"); until(b"cinq"); time.sleep(1)
os.write(terminal, b"ggOby hand\x1b:wq\r"); time.sleep(1); until(b"by hand"); os.write(terminal, b"w"); time.sleep(1); os.write(terminal, b"y")
end = time.time() + 20
while not os.path.exists(d + "/screen") and time.time() < end: time.sleep(.1)
time.sleep(.3)
assert os.path.exists(d + "/screen"), said
assert "by hand" in read("screen") and read("screen")[:4] == ["one", "two", "three", "four"], read("screen")
os.close(terminal)
