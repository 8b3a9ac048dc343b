"""Nicotine+: shares files in the Soulseek network, with GTK (here until its window is open and it has joined a server of our own).

round: 5
native: yes
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, signal, socket, struct, subprocess, sys, tempfile, time
d = tempfile.mkdtemp(); os.mkdir(d + "/share"); os.mkdir(d + "/run", 0o700)
open(d + "/share/flake.mp3", "wb").write(b"\0" * 4096)
server = socket.create_server(("127.0.0.1", 0)); server.settimeout(90)
open(d + "/config", "w").write(f"""[server]
server = ('127.0.0.1', {server.getsockname()[1]})
login = ada
passw = ice
portrange = (0, 0)
upnp = False
[transfers]
shared = [('Snow', '{d}/share')]
""")
log = open(d + "/out", "w")
env = {**os.environ, "HOME": d, "XDG_RUNTIME_DIR": d + "/run", "LC_ALL": "C.UTF-8"}
p = subprocess.Popen([os.path.join(sys.prefix, "bin", "nicotine"), "-c", d + "/config", "-u", d + "/data", "-l", "42234"], cwd=d, env=env, stdout=log, stderr=log, start_new_session=True)
said = lambda: (p.poll(), open(d + "/out").read()[-4000:])
try:
    con, _ = server.accept(); con.settimeout(60); f = con.makefile("rwb")
    def read():
        size, code = struct.unpack("<II", f.read(8)); return code, f.read(size - 4)
    string = lambda text: struct.pack("<I", len(text)) + text
    code, body = read()
    assert code == 1 and body.startswith(string(b"ada") + string(b"ice")), (code, body)
    body = b"\1" + string(b"Welcome to the snow") + bytes([1, 0, 0, 127]) + string(b"0" * 32) + b"\0"
    f.write(struct.pack("<II", len(body) + 4, 1) + body); f.flush()
    codes, end = {}, time.time() + 60
    while codes.get(35) != bytes([1, 0, 0, 0, 1, 0, 0, 0]) and time.time() < end: code, body = read(); codes[code] = body
    assert struct.unpack("<II", codes[35]) == (1, 1), codes   # a folder and a file are shared
    time.sleep(8)
    assert p.poll() is None, said()
    assert "libgtk-" in open(f"/proc/{p.pid}/maps").read()
    assert "Welcome to the snow" in said()[1] and "Traceback" not in said()[1], said()
finally:
    if p.poll() is None: os.killpg(p.pid, signal.SIGKILL)
    p.wait()
