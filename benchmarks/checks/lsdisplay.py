"""lsdisplay: lists displays and where they lie, as xrandr tells.

round: 9
native: yes
display: yes
apt: x11-xserver-utils
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, subprocess, sys
program = os.path.join(sys.prefix, "bin", "lsdisplay")
def said(*words):
    r = subprocess.run([program, *words], capture_output=True, text=True, timeout=30, env={**os.environ, "PYTHONUTF8": "1", "XDG_SESSION_TYPE": "x11"})
    assert r.returncode == 0, r
    return r.stdout
one, = json.loads(said("--json"))   # a virtual screen has one output of its own size
assert one["name"] == "screen" and one["width"] >= 640 and one["height"] >= 480 and (one["x"], one["y"]) == (0, 0) and one["rotation"] == "normal", one
size = f"{one['width']}x{one['height']}"
assert f"screen" in said("--short") and size in said("--short")
whole = said("--no-color")
assert "Total: 1 display" in whole and size + "+0+0" in whole and "LAYOUT" in whole, whole
layout = whole[whole.index("LAYOUT"):]
assert "+--" in layout and "screen" in layout and layout.count("|") >= 4, layout
assert "LAYOUT" not in said("--no-layout")
