"""rofimoji: picks characters by their names with rofi's menu, and prints, copies or types them; here it prints.

round: 9
native: yes
extra: python-xlib
display: yes
apt: rofi wl-clipboard wtype
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import subprocess, tempfile, time
from Xlib import X, XK, display
from Xlib.ext import xtest
d = tempfile.mkdtemp()
env = os.environ | {"HOME": d, "XDG_CONFIG_HOME": d + "/config", "XDG_DATA_HOME": d + "/data", "XDG_CACHE_HOME": d + "/cache", "XDG_RUNTIME_DIR": d, "PYTHONUTF8": "1"}
env.pop("WAYLAND_DISPLAY", None)
keyboard = display.Display(); key = keyboard.keysym_to_keycode(XK.string_to_keysym("Return"))
def pick(words, *options):   # what remains in rofi's menu where these are typed, and Return is pressed until that is there
    command = [sys.executable, "-m", "picker", "--selector", "rofi", "--action", "print", *options, f"--selector-args=-pid {d}/rofi.pid -filter '{words}'"]
    child, start = subprocess.Popen(command, env=env, stdout=-1, stderr=-1, text=True), time.monotonic()
    while child.poll() is None and time.monotonic() - start < 40:
        time.sleep(0.5); xtest.fake_input(keyboard, X.KeyPress, key); xtest.fake_input(keyboard, X.KeyRelease, key); keyboard.sync()
    if child.poll() is None: child.kill()
    out, said = child.communicate(); assert child.returncode == 0, (words, child.returncode, said); return out.strip("\n")
assert pick("snowman without snow") == "\u26c4"
assert pick("mount fuji mountain") == "\U0001f5fb"   # by what else is said of it
assert pick("waving hand", "--skin-tone", "neutral", "--files", "emojis_people_body") == "\U0001f44b"
assert pick("waving hand", "--skin-tone", "moderate", "--files", "emojis_people_body") == "\U0001f44b\U0001f3fd"
assert pick("rightwards arrow with hook", "--files", "arrows") == "\u21aa"
own = d + "/own.csv"
with open(own, "w", encoding="utf-8") as file: file.write("\u2744 flake\n\u2745 tight one of its own\n\u2603 man <small>winter</small>\n")
assert pick("its own", "--files", own) == "\u2745" and pick("WINTER", "--files", own) == "\u2603"
assert pick("flake", "--files", own, "--use-icons") == "\u2744"
with open(d + "/data/rofimoji/frecency", encoding="utf-8") as file: assert "1 \u2744" in file.read()
assert any("\u2745" in open(os.path.join(place, name), encoding="utf-8").read() for place, _, names in os.walk(d + "/data/rofimoji/recent") for name in names)
