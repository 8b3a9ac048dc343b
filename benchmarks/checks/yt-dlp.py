"""yt-dlp: fetches sound and films; aria2 fetches, FFmpeg joins and converts. Here from a server on loopback.

round: 4
native: no
extra: yt-dlp[default]
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import functools, http.server, json, os, subprocess, sys, tempfile, threading
d = tempfile.mkdtemp(); os.makedirs(d + "/site"); os.makedirs(d + "/got")
run = functools.partial(subprocess.run, cwd=d + "/got", env={**os.environ, "HOME": d, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=120)
made = run(["ffmpeg", "-y", "-f", "lavfi", "-i", "testsrc=duration=4:size=160x120:rate=10", "-f", "lavfi", "-i", "sine=frequency=440:duration=4", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac",
            "-f", "hls", "-hls_time", "1", "-hls_playlist_type", "vod", d + "/site/film.m3u8"]); assert made.returncode == 0, made.stderr[-2000:]
made = run(["ffmpeg", "-y", "-f", "lavfi", "-i", "sine=frequency=440:duration=3", d + "/site/song.wav"]); assert made.returncode == 0, made.stderr[-2000:]
class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *a): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=d + "/site")); threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
program = [os.path.join(sys.prefix, "bin", "yt-dlp"), "--no-update"]
r = run([*program, "-v", "--downloader", "aria2c", "-x", "--audio-format", "mp3", "--embed-metadata", "-o", "song.%(ext)s", url + "/song.wav"])
assert r.returncode == 0 and os.listdir(d + "/got") == ["song.mp3"], (r.stdout, r.stderr)
assert "aria2c command line" in r.stderr, r.stderr
r = run([*program, "--remux-video", "mkv", "-o", "film.%(ext)s", url + "/film.m3u8"])
assert r.returncode == 0 and os.path.exists(d + "/got/film.mkv"), (r.stdout, r.stderr, os.listdir(d + "/got"))
for name, kinds, length in (("song.mp3", {"mp3"}, 3), ("film.mkv", {"h264", "aac"}, 4)):
    said = json.loads(run(["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", name]).stdout)
    assert {s["codec_name"] for s in said["streams"]} == kinds and abs(float(said["format"]["duration"]) - length) < 0.5, said
