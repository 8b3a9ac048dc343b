"""ffsubsync: moves subtitles to where somebody speaks in a film, that ffmpeg decodes; here to what sounds like speech to WebRTC's detector.

round: 10
native: yes
apt: ffmpeg
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import array, math, os, random, subprocess, tempfile, wave
import srt
from datetime import timedelta
random.seed(6); d = tempfile.mkdtemp(); rate = 16000
spoken, at = [], 4.0
while at < 170: length = random.uniform(0.8, 4); spoken.append((at, at + length)); at += length + random.uniform(0.7, 5)
samples = array.array("h", bytes(2 * rate * 180))
for start, end in spoken:   # a buzz as of vocal chords, with formants, in syllables
    first, second = random.uniform(400, 800), random.uniform(1100, 2000)
    for i in range(int(start * rate), int(end * rate)):
        t = i / rate; pitch = 130 + 15 * math.sin(4 * t)
        value = sum(math.sin(2 * math.pi * pitch * k * t) * (1 / (1 + ((pitch * k - first) / 120) ** 2) + 0.6 / (1 + ((pitch * k - second) / 160) ** 2) + 0.05) for k in (1, 2, 3, 4, 5, 6, 9, 11, 14))
        samples[i] = int(max(-32000, min(32000, 6000 * value * (0.6 + 0.4 * math.sin(2 * math.pi * 4 * t)))))
with wave.open(d + "/film.wav", "wb") as file: file.setparams((1, 2, rate, 0, "NONE", "NONE")); file.writeframes(samples.tobytes())
def write(name, times): open(name, "w", encoding="utf-8").write(srt.compose([srt.Subtitle(n + 1, timedelta(seconds=a), timedelta(seconds=b), f"Schneeflöckchen {n}") for n, (a, b) in enumerate(times)]))
def read(name): return [(s.start.total_seconds(), s.end.total_seconds(), s.content) for s in srt.parse(open(name, encoding="utf-8").read())]
write(d + "/late.srt", [(a + 7.3, b + 7.3) for a, b in spoken]); write(d + "/right.srt", spoken)
run = lambda *words: subprocess.run(["ffs", *words], cwd=d, capture_output=True, text=True, timeout=250)
r = run("film.wav", "-i", "late.srt", "-o", "out.srt", "--vad", "webrtc", "--no-fix-framerate"); assert r.returncode == 0, r.stderr[-1500:]
got = read(d + "/out.srt"); assert len(got) == len(spoken) and got[3][2] == "Schneeflöckchen 3"
wrong = [abs(a - x) for (a, b, _), (x, y) in zip(got, spoken)]; assert max(wrong) < 0.35, (max(wrong), r.stderr[-800:])
# To other subtitles, with another number of pictures in a second
write(d + "/slow.srt", [((a + 2) * 25 / 24, (b + 2) * 25 / 24) for a, b in spoken])
r = run("right.srt", "-i", "slow.srt", "-o", "out2.srt"); assert r.returncode == 0, r.stderr[-1500:]
wrong = [abs(a - x) for (a, b, _), (x, y) in zip(read(d + "/out2.srt"), spoken)]; assert max(wrong) < 0.35, (max(wrong), r.stderr[-800:])
r = run("film.wav", "--vad", "webrtc", "--serialize-speech", "-i", "late.srt", "-o", "out3.srt"); assert r.returncode == 0 and os.path.exists(d + "/film.npz"), r.stderr[-1500:]
r = run("none.wav", "-i", "late.srt", "-o", "out4.srt"); assert r.returncode != 0
