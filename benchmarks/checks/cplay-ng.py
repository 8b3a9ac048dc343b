"""cplay-ng: a music player in the terminal; mpv plays (here into nothing, as its configuration says).

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import fcntl, glob, json, os, pty, select, signal, socket, struct, subprocess, sys, tempfile, termios, time, wave
d = tempfile.mkdtemp(); os.makedirs(d + "/music"); os.makedirs(d + "/.config/mpv")
open(d + "/.config/mpv/mpv.conf", "w").write("ao=null\n")
with wave.open(d + "/music/flake.wav", "wb") as out:
    out.setnchannels(1); out.setsampwidth(2); out.setframerate(8000); out.writeframes(b"\0\0" * 8000 * 90)
env = {**os.environ, "HOME": d, "XDG_CONFIG_HOME": d + "/.config", "XDG_RUNTIME_DIR": d, "TERM": "xterm", "LANG": "C.UTF-8"}
screen, side = pty.openpty()
fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
p = subprocess.Popen([os.path.join(sys.prefix, "bin", "cplay-ng")], cwd=d + "/music", env=env, stdin=side, stdout=side, stderr=side, start_new_session=True)
os.close(side)
seen = b""
def until(text, seconds):
    global seen
    end = time.time() + seconds
    while text not in seen and time.time() < end and p.poll() is None:
        if select.select([screen], [], [], 0.2)[0]:
            try: seen += os.read(screen, 65536)
            except OSError: break  # the program has ended
    return text in seen
def mpv(name):
    with socket.socket(socket.AF_UNIX) as player:
        player.connect(glob.glob(d + "/mpv-cplay-*.sock")[0])
        player.sendall(json.dumps({"command": ["get_property", name], "request_id": 7}).encode() + b"\n")
        for line in player.makefile():
            if json.loads(line).get("request_id") == 7: return json.loads(line).get("data")
try:
    assert until(b"flake.wav", 60), (p.poll(), seen)
    os.write(screen, b"\r")
    assert until(b"Playing", 20), seen
    end = time.time() + 30
    while (mpv("time-pos") or 0) < 1.5 and time.time() < end: until(b"nothing", 0.3)
    assert mpv("time-pos") >= 1.5 and mpv("duration") == 90 and mpv("path").endswith("flake.wav"), (mpv("time-pos"), mpv("path"), seen)
    os.write(screen, b"x"); until(b"nothing", 1)
    assert mpv("path") is None
    os.write(screen, b"q"); until(b"nothing", 5)
    assert p.wait(10) == 0, seen
finally:
    if p.poll() is None: os.killpg(p.pid, signal.SIGKILL)
