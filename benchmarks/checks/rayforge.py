"""rayforge: works laser cutters, with GTK 4 and libvips; here pictures of our own until they are G-code.

round: 9
native: yes
display: yes
apt: adwaita-icon-theme gir1.2-adw-1 gir1.2-girepository-3.0 gir1.2-glib-2.0 gir1.2-gtk-4.0 libvips42t64
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, re, struct, subprocess, sys, tempfile, zlib
import ezdxf
d = tempfile.mkdtemp()
for name in ("config", "run"): os.mkdir(f"{d}/{name}", 0o700)
open(d + "/config/config.yaml", "w").write("usage_consent_date: ''\ncheck_for_app_updates: false\nsetup_completed: true\n")
open(d + "/snow.svg", "w").write('<svg xmlns="http://www.w3.org/2000/svg" width="40mm" height="20mm" viewBox="0 0 40 20"><path d="M1 1H39V19H1Z" fill="none" stroke="#000000" stroke-width="0.1"/></svg>')
rows = b"".join(b"\0" + bytes(0 if 40 <= x < 160 and 40 <= y < 160 else 255 for x in range(200)) for y in range(200))   # a black square
chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
open(d + "/snow.png", "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 200, 200, 8, 0, 0, 0, 0)) + chunk(b"pHYs", struct.pack(">IIB", 10000, 10000, 1)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
open(d + "/script.py", "w").write(r'''
import os, pathlib, threading, time, traceback
from gi.repository import GLib
from rayforge.uiscript import app, win
def until(test, what, seconds=60):
    end = time.time() + seconds
    while not test():
        if time.time() > end: raise AssertionError(what)
        time.sleep(0.2)
def main(call): done = threading.Event(); GLib.idle_add(lambda: (call(), done.set()) and False); done.wait(30)
try:
    editor, out = win.doc_editor, pathlib.Path(os.environ["SNOW_OUT"])
    until(lambda: len(editor.doc.all_workpieces) > 0, "no workpiece"); assert editor.wait_until_settled_sync(60), "unsettled"
    piece = editor.doc.all_workpieces[0]; print("SIZE %.1f %.1f" % piece.size, [s.typelabel for l in editor.doc.layers for s in (l.workflow.steps if l.workflow else [])], flush=True)
    main(lambda: editor.file.export_object_to_path(out.with_suffix(".dxf"), piece))
    main(lambda: editor.file.export_gcode_to_path(out)); until(out.exists, "no G-code"); time.sleep(1)
    print("DONE", flush=True)
except BaseException: traceback.print_exc()
app.quit_idle()
''')
env = {**os.environ, "HOME": d, "XDG_RUNTIME_DIR": d + "/run", "XDG_CONFIG_HOME": d + "/c", "XDG_CACHE_HOME": d + "/cache", "XDG_DATA_HOME": d + "/data", "GSETTINGS_BACKEND": "memory", "GSK_RENDERER": "cairo", "RAYFORGE_DISABLE_3D": "1", "LC_ALL": "C.UTF-8"}
for name, option, width, height in (("snow.svg", "--vector", 38, 18), ("snow.png", "--trace", 12, 12)):
    out = f"{d}/{name}.gcode"
    r = subprocess.run([os.path.join(sys.prefix, "bin", "rayforge"), "--config", d + "/config", "--uiscript", d + "/script.py", option, d + "/" + name], env=env | {"SNOW_OUT": out}, cwd=d, capture_output=True, text=True, timeout=140)
    assert r.returncode == 0 and "DONE" in r.stdout and os.path.exists(out), (r.returncode, r.stdout[-2000:], r.stderr[-6000:])
    lines = open(out).read().splitlines(); assert lines[0].startswith("G21") and any(line.startswith("M4 S") for line in lines), lines
    at, burnt = {}, []   # where the laser goes while it burns
    for line in lines:
        if (move := re.match(r"G([01])\b", line)) is None: continue
        start = dict(at); at |= {axis: float(value) for axis, value in re.findall(r"([XY])(-?[\d.]+)", line)}
        if move[1] == "1": burnt += [(start["X"], start["Y"]), (at["X"], at["Y"])]
    sides = [max(values) - min(values) for values in zip(*burnt)]; assert len(burnt) >= 8 and abs(sides[0] - width) < 0.5 and abs(sides[1] - height) < 0.5, (name, sides, lines[:40])
    assert burnt[0] == burnt[-1], burnt   # closed
    entities = [e for e in ezdxf.readfile(f"{d}/{name}.dxf").modelspace()]; assert entities, name
