"""mycli: a terminal client of MySQL; it searches its history with fzf; here with a server made here.

round: 7
native: no
apt: fzf python3-pygments
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, pty, re, select, shutil, signal, socketserver, struct, subprocess, sys, tempfile, termios, threading, time
d, asked = tempfile.mkdtemp(), []
class Server(socketserver.BaseRequestHandler):   # MySQL's protocol, as far as it is needed
    def handle(self):
        file = self.request.makefile("rb")
        def send(*packets):
            for body in packets:
                self.request.sendall(struct.pack("<I", len(body))[:3] + bytes([self.number & 255]) + body); self.number += 1
        def read():
            head = file.read(4)
            if len(head) < 4: return None
            self.number = head[3] + 1
            return file.read(int.from_bytes(head[:3], "little"))
        text = lambda s: bytes([len(s.encode())]) + s.encode()
        column = lambda name: text("def") + text("") * 3 + text(name) * 2 + b"\x0c" + struct.pack("<HIBHBH", 45, 255, 253, 0, 0, 0)
        done, end = b"\0\0\0\2\0\0\0", b"\xfe\0\0\2\0"
        self.number = 0
        send(b"\x0a8.0.36\0" + struct.pack("<I", 7) + b"saltsalt\0" + struct.pack("<HBHHB", 0xA20D, 45, 2, 0x0008, 21) + bytes(10) + b"saltsaltsalt\0mysql_native_password\0")
        read(); send(done)
        while (said := read()) and said[0] != 1:
            words = said[1:].decode(errors="replace")
            if said[0] != 3 or re.match(r"(?i)\s*(set|use|kill|begin|commit)\b", words): send(done); continue
            asked.append(words)
            names, rows = ["place", "depth"], [["north", "120"], ["south", "3"]] if "from snow" in words else []
            if "connection_id" in words.lower(): names, rows = ["connection_id()"], [["7"]]
            elif "@@" in words: names, rows = ["a", "b"], [["MySQL Community", "8.0.36"]]
            elif "now()" in words.lower(): names, rows = ["now()"], [["2026-12-01 01:02:03"]]
            elif "show databases" in words.lower(): names, rows = ["Database"], [["winter"]]
            send(bytes([len(names)]), *map(column, names), end, *(b"".join(map(text, row)) for row in rows), end)
class Servers(socketserver.ThreadingTCPServer): daemon_threads = True
server = Servers(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
env = {**os.environ, "HOME": d, "XDG_CONFIG_HOME": d, "XDG_STATE_HOME": d, "XDG_DATA_HOME": d, "XDG_CACHE_HOME": d, "TERM": "xterm", "SHELL": shutil.which("sh") or "/bin/sh", "MYCLI_HISTFILE": d + "/history", "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
mycli = [os.path.join(sys.prefix, "bin", "mycli"), "-h", "127.0.0.1", "-P", str(server.server_address[1]), "-u", "anna", "--password=x", "-D", "winter"]
r = subprocess.run([*mycli, "-e", "select place, depth from snow", "--format=csv"], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
assert r.returncode == 0 and [line.replace('"', "") for line in r.stdout.split()] == ["place,depth", "north,120", "south,3"], r
open(d + "/history", "w").write("\n# 2026-11-01 01:02:03.000000\n+select depth from snow where place = 'deepest'\n\n# 2026-11-02 01:02:03.000000\n+select 1\n\n# 2026-11-03 01:02:03.000000\n+select place from ice\n")
child, fd = pty.fork()
if child == 0: os.execve(mycli[0], mycli, env)
termios.tcsetwinsize(fd, (40, 100))
shown = b""
def until(pattern, seconds=20):
    global shown
    start, limit = len(shown), time.time() + seconds
    while not re.search(pattern, shown[start:]) and time.time() < limit:
        if select.select([fd], [], [], 0.2)[0]:
            shown += os.read(fd, 65536)
            if shown.endswith(b"\x1b[6n"): os.write(fd, b"\x1b[1;1R")   # where the cursor is
    assert re.search(pattern, shown[start:]), (pattern, shown[start:][-3000:], asked)
try:
    until(rb"winter>"); time.sleep(1)
    os.write(fd, b"\x12"); until(rb"select place from ice")   # Ctrl-R: fzf shows what was asked before
    os.write(fd, b"deepest"); time.sleep(1.5)
    os.write(fd, b"\r"); until(rb"deepest"); time.sleep(1)
    assert not any("deepest" in words for words in asked), asked
    os.write(fd, b"\r"); until(rb"120")
    assert any("deepest" in words for words in asked), asked
    os.write(fd, b"\x04"); time.sleep(0.5)
finally:
    os.kill(child, signal.SIGKILL); os.waitpid(child, 0)
