"""Qtile: a window manager, with cairo, pango and XCB opened by cffi; its bar has text.

round: 2
native: yes
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, signal, subprocess, sys, tempfile, time
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "XDG_CACHE_HOME": d, "XDG_RUNTIME_DIR": d, "XDG_DATA_HOME": d, "XDG_CONFIG_HOME": d}
open(d + "/config.py", "w").write("""
from libqtile import bar, layout, widget
from libqtile.config import Group, Screen
groups = [Group('snow'), Group('ice')]
layouts = [layout.Max()]
keys = []; mouse = []
screens = [Screen(top=bar.Bar([widget.GroupBox(), widget.TextBox('flake', name='label'), widget.Clock()], 24))]
""")
qtile = os.path.join(sys.prefix, "bin", "qtile")
log = open(d + "/out", "w")
p = subprocess.Popen([qtile, "start", "-b", "x11", "-c", d + "/config.py", "-s", d + "/socket"], env=env, stdout=log, stderr=log, start_new_session=True)
try:
    end = time.time() + 40
    ask = lambda *words: subprocess.run([qtile, "cmd-obj", "-s", d + "/socket", *words], env=env, capture_output=True, text=True, timeout=60)
    while time.time() < end and (r := ask("-o", "root", "-f", "status")).returncode: time.sleep(1)
    logs = lambda: (open(d + "/out").read(), *[open(os.path.join(at, f), errors="replace").read()[-3000:] for at, _, fs in os.walk(d) for f in fs if f.endswith(".log")])
    assert r.returncode == 0 and "OK" in r.stdout, (r, logs())
    r = ask("-o", "widget", "label", "-f", "info")
    assert "flake" in r.stdout and "'width': 0" not in r.stdout, (r, logs())
    r = ask("-o", "group", "ice", "-f", "toscreen"); assert r.returncode == 0, r
    assert "'ice'" in ask("-o", "group", "-f", "info").stdout
finally:
    if p.poll() is None: os.killpg(p.pid, signal.SIGTERM)
    p.wait(20)
