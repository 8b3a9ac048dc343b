"""Offpunk: reads Gemini and the web without a network; pages are shown by less, kinds are told by file.

round: 3
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "XDG_CACHE_HOME": d + "/cache", "XDG_CONFIG_HOME": d + "/config", "XDG_DATA_HOME": d + "/data", "TERM": "xterm", "LC_ALL": "C.UTF-8"}
open(d + "/a.gmi", "w").write("# Snow\n\nFlakes have six sides.\n=> gemini://example.org/ice Ice\n")
open(d + "/b.html", "w").write("<html><head><title>Frost</title></head><body><article><h1>Frost</h1>" + "<p>The window is white, and the garden is still under the snow of this night.</p>" * 8 + "</article></body></html>")
run = lambda program, *words, **more: subprocess.run([os.path.join(sys.prefix, "bin", program), *words], cwd=d, env=env, capture_output=True, text=True, timeout=100, **more)
r = run("openk", d + "/a.gmi"); assert "Flakes have six sides." in r.stdout and "Ice" in r.stdout, r
r = run("openk", d + "/b.html"); assert "window is white" in r.stdout, r
os.rename(d + "/a.gmi", d + "/noname"); os.rename(d + "/b.html", d + "/page")
r = run("openk", d + "/page"); assert "window is white" in r.stdout and "<p>" not in r.stdout, r   # file says that it is HTML
r = run("offpunk", input=f"go {d}/page\nview\nquit\n"); assert "Welcome to Offpunk" in r.stdout and "Traceback" not in r.stderr and "window is white" in r.stdout, r
