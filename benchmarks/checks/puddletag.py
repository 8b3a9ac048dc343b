"""puddletag: edits the tags of sounds in a window (Qt 5); it knows sounds by fpcalc's fingerprints.

round: 3
native: yes
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, os, signal, struct, subprocess, sys, tempfile, time, wave
d = tempfile.mkdtemp()
os.environ.update(HOME=d, XDG_CONFIG_HOME=d + "/c", XDG_DATA_HOME=d + "/s", XDG_RUNTIME_DIR=d)
with wave.open(d + "/a.wav", "wb") as w:
    w.setnchannels(1); w.setsampwidth(2); w.setframerate(11025)
    w.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(2 * math.pi * 220 * (1 + (t // 5000) % 5) * t / 11025))) for t in range(11025 * 20)))
from puddlestuff.tagsources import acoust_id
length, fingerprint = acoust_id.fingerprint_file(d + "/a.wav")
assert abs(float(length) - 20) < 1 and len(fingerprint) > 50, (length, fingerprint)
log = open(d + "/out", "w")
p = subprocess.Popen([os.path.join(sys.prefix, "bin", "puddletag"), d], cwd=d, stdout=log, stderr=log, start_new_session=True)
time.sleep(15)
alive = p.poll() is None   # its window is open
if alive: os.killpg(p.pid, signal.SIGKILL)
p.wait()
said = open(d + "/out").read()
assert alive and "Traceback" not in said, said[-3000:]
