"""pywebview: shows a web page in a window of its own, with GTK and WebKit (by introspection), and calls into its JavaScript.

round: 2
native: yes
extra: pywebview[gtk]
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile, threading
os.environ["HOME"] = os.environ["XDG_CACHE_HOME"] = os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp()
import webview
got = {}
def work(window):
    window.events.loaded.wait(60)
    got["sum"] = window.evaluate_js("document.getElementById('a').textContent + (6 * 7)")
    got["width"] = window.evaluate_js("document.getElementById('a').getBoundingClientRect().width")
    window.destroy()
guard = threading.Timer(150, lambda: (print("no answer", got, file=sys.stderr, flush=True), os._exit(3)))
guard.daemon = True; guard.start()
window = webview.create_window("t", html="<html><body><span id='a'>is </span></body></html>")
webview.start(work, window, gui="gtk")
assert got["sum"] == "is 42" and got["width"] > 0, got
