"""Supysonic: serves music; what a player does not know is transcoded, here FLAC to MP3 by flac and lame.

round: 4
native: no
extra: waitress, soundfile
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, socket, subprocess, sys, tempfile, time, urllib.parse, urllib.request
d = tempfile.mkdtemp(); os.makedirs(d + "/music/Ada/Ice"); os.mkdir(d + "/cache")
import mutagen, numpy as np, soundfile
for number, ending in ((1, "flac"), (2, "mp3")):
    path = f"{d}/music/Ada/Ice/{number}.{ending}"
    soundfile.write(path, 0.3 * np.sin(np.arange(44100 * 6) / 44100 * 2 * np.pi * 440).repeat(2).reshape(-1, 2), 44100)
    tags = mutagen.File(path, easy=True)
    if tags.tags is None: tags.add_tags()
    tags.update(artist="Ada", album="Ice", title=f"Flake {number}", tracknumber=str(number)); tags.save()
open(d + "/.supysonic", "w").write(f"""[base]
database_uri = sqlite:///{d}/music.db
[webapp]
cache_dir = {d}/cache
[daemon]
socket = {d}/daemon
run_watcher = no
[transcoding]
transcoder_mp3_mp3 = lame --quiet --mp3input -b %outrate %srcpath -
decoder_flac = flac -d -c -s %srcpath
encoder_mp3 = lame --quiet -b %outrate - -
""")
env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8"}
for words in (["user", "add", "ada", "-p", "secret"], ["folder", "add", "music", d + "/music"], ["folder", "scan", "--foreground"]):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "supysonic-cli"), *words], cwd=d, env=env, capture_output=True, text=True, timeout=100)
    assert r.returncode == 0, r
with socket.create_server(("127.0.0.1", 0)) as s: port = s.getsockname()[1]
log = open(d + "/log", "w")
server = subprocess.Popen([os.path.join(sys.prefix, "bin", "supysonic-server"), "-S", "waitress", "-h", "127.0.0.1", "-p", str(port)], cwd=d, env=env, stdout=log, stderr=log)
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
def ask(what, **words):
    query = urllib.parse.urlencode({"u": "ada", "p": "secret", "c": "snow", "v": "1.12.0", "f": "json", **words})
    return opener.open(f"http://127.0.0.1:{port}/rest/{what}.view?{query}", timeout=60)
try:
    for _ in range(60):
        try: socket.create_connection(("127.0.0.1", port), 1).close(); break
        except OSError: time.sleep(0.5)
    songs = {song["title"]: song for song in json.load(ask("search2", query="Flake"))["subsonic-response"]["searchResult2"]["song"]}
    assert set(songs) == {"Flake 1", "Flake 2"} and songs["Flake 1"]["suffix"] == "flac" and songs["Flake 1"]["duration"] == 6, songs
    answers = {number: ask("stream", id=songs[f"Flake {number}"]["id"], format="mp3", maxBitRate=64) for number in (1, 2)}
    for number, answer in answers.items():
        assert answer.headers["Content-Type"] == "audio/mpeg", (answer.headers, open(d + "/log").read()[-2000:])
        open(f"{d}/got{number}.mp3", "wb").write(answer.read())
        got = mutagen.File(f"{d}/got{number}.mp3")
        assert got is not None and got.mime[0] in ("audio/mp3", "audio/mpeg") and abs(got.info.length - 6) < 0.3 and got.info.bitrate < 80000, (number, os.path.getsize(f"{d}/got{number}.mp3"), open(d + "/log").read()[-2000:])
    assert ask("download", id=songs["Flake 1"]["id"]).read() == open(d + "/music/Ada/Ice/1.flac", "rb").read()
finally: server.terminate(); server.wait()
