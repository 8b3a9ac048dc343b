"""Mopidy-MPD: lets MPD's clients work Mopidy, which plays by GStreamer; here files of our own, to nowhere.

round: 9
native: yes
apt: gir1.2-girepository-3.0 gir1.2-glib-2.0 gir1.2-gst-plugins-base-1.0 gir1.2-gstreamer-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, os, signal, socket, struct, subprocess, sys, tempfile, time
d = tempfile.mkdtemp()
for name in ("cache", "config", "data", "media", "lists"): os.mkdir(f"{d}/{name}")
def sound(name, title, seconds):   # WAV, with a title
    data = struct.pack(f"<{8000 * seconds}h", *(int(9000 * math.sin(i * 0.3)) for i in range(8000 * seconds)))
    title = title.encode() + b"\0" * (2 - len(title) % 2); tags = b"INFOINAM" + struct.pack("<I", len(title)) + title
    body = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16) + b"LIST" + struct.pack("<I", len(tags)) + tags + b"data" + struct.pack("<I", len(data)) + data
    open(f"{d}/media/{name}.wav", "wb").write(b"RIFF" + struct.pack("<I", len(body)) + body)
sound("one", "Snow falls", 30); sound("two", "Snow lies", 20)
with socket.create_server(("127.0.0.1", 0)) as s: port = s.getsockname()[1]
open(d + "/mopidy.conf", "w").write(f"[core]\ncache_dir = {d}/cache\nconfig_dir = {d}/config\ndata_dir = {d}/data\n[logging]\ncolor = false\n[audio]\noutput = fakesink sync=true\n[http]\nenabled = false\n[file]\nmedia_dirs = {d}/media\n[m3u]\nplaylists_dir = {d}/lists\n[mpd]\nport = {port}\nzeroconf =\n")
env = {k: v for k, v in os.environ.items() if k not in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY")} | {"HOME": d, "LC_ALL": "C.UTF-8", "COLUMNS": "300"}
log = open(d + "/log", "w")
p = subprocess.Popen([os.path.join(sys.prefix, "bin", "mopidy"), "--config", d + "/mopidy.conf"], cwd=d, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
said = lambda: (p.poll(), open(d + "/log").read()[-6000:])
class Client:
    def __init__(self):
        self.file = socket.create_connection(("127.0.0.1", port), 60).makefile("rwb"); self.hello = self.file.readline().decode()
    def __call__(self, *commands):
        self.file.write("".join(c + "\n" for c in commands).encode()); self.file.flush(); lines = []
        while not (line := self.file.readline().decode().rstrip("\n")).startswith(("OK", "ACK")): assert line, (lines, said()); lines.append(tuple(line.split(": ", 1)))
        if line.startswith("ACK"): raise ValueError(line)
        return lines
try:
    end = time.time() + 60
    while True:
        try: mpd = Client(); break
        except OSError: assert p.poll() is None and time.time() < end, said(); time.sleep(0.3)
    assert mpd.hello.startswith("OK MPD 0."), mpd.hello
    url = lambda name: f"file://{d}/media/{name}.wav"
    listed = mpd('lsinfo "Files"'); assert {v for k, v in listed if k == "file"} == {url("one"), url("two")}, (listed, said())
    mpd("command_list_begin", f'add "{url("one")}"', f'add "{url("two")}"', "setvol 42", "repeat 1", "command_list_end")
    songs = mpd("playlistinfo"); assert [v for k, v in songs if k == "Title"] == ["Snow falls", "Snow lies"] and [v for k, v in songs if k == "Time"] == ["30", "20"], songs
    other = Client(); other.file.write(b"idle player\n"); other.file.flush()
    mpd("play 0"); assert other.file.readline() == b"changed: player\n"
    while (status := dict(mpd("status"))).get("state") != "play" or float(status.get("elapsed", 0)) < 0.5: assert time.time() < end + 60, (status, said()); time.sleep(0.2)
    assert (status["volume"], status["repeat"], status["playlistlength"]) == ("42", "1", "2") and float(status["elapsed"]) < 20, status
    mpd("pause 1"); mpd("seekcur 12"); assert dict(mpd("status"))["state"] == "pause"
    mpd("next")
    while dict(mpd("currentsong")).get("Title") != "Snow lies": assert time.time() < end + 120, (mpd("currentsong"), said()); time.sleep(0.2)
    mpd('save "winter"'); assert "winter" in [v for k, v in mpd("listplaylists") if k == "playlist"] and [v for k, v in mpd('listplaylist "winter"')] == [url("one"), url("two")]
    mpd("stop"); mpd("delete 0"); mpd("clear"); assert dict(mpd("status"))["playlistlength"] == "0"
    try: mpd("melt")
    except ValueError as error: assert 'unknown command "melt"' in str(error), error
    else: raise AssertionError("took what is no command")
    assert "Traceback" not in said()[1], said()
    p.send_signal(signal.SIGTERM); assert p.wait(30) == 0, said()
finally:
    if p.poll() is None: os.killpg(p.pid, signal.SIGKILL); p.wait()
