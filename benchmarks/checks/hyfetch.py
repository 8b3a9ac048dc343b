"""hyfetch: shows the machine's facts beside a coloured logo; it brings a Rust program and the bash script neowofetch.
The picture is made by hyfetch.v1: the Rust program hands the *Python* script bin/neowofetch to bash where PATH has it first.

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, platform, pty, subprocess, sys, tempfile
d = tempfile.mkdtemp()
os.environ.update(HOME=d, XDG_CONFIG_HOME=d, XDG_CACHE_HOME=d, TERM="xterm-256color", LC_ALL="C.UTF-8")
bin = os.path.join(sys.prefix, "bin")
run = lambda *args: subprocess.run([os.path.join(bin, args[0]), *args[1:]], capture_output=True, text=True, timeout=120)
r = run("hyfetch", "--version")
assert r.returncode == 0 and "2." in r.stdout, r
r = run("neowofetch", "--ascii_distro", "debian", "--stdout")
assert r.returncode == 0 and platform.release() in r.stdout and "Memory: " in r.stdout, r
assert "command not found" not in r.stderr, r.stderr
json.dump({"preset": "rainbow", "mode": "rgb", "light_dark": "dark", "lightness": 0.65, "color_align": {"mode": "horizontal"}, "backend": "neofetch",
           "distro": "debian", "pride_month_disable": True}, open(d + "/c.json", "w"))
seen = []
def read(fd):
    seen.append(os.read(fd, 4096))
    return seen[-1]
status = pty.spawn([os.path.join(bin, "hyfetch.v1"), "-C", d + "/c.json"], read)
out = b"".join(seen)
assert status == 0 and platform.release().encode() in out and b"\x1b[38;2;" in out, (status, out)
