"""GTimeLog: notes what one does and for how long, in a GTK 3 window; lists of tasks come over HTTP, by libsoup.

round: 6
native: yes
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import datetime, http.server, os, subprocess, sys, tempfile, threading
d = tempfile.mkdtemp(); os.makedirs(d + "/data/gtimelog")
# It is about noon here, so that both entries are of one day.
env = {**os.environ, "HOME": d, "XDG_DATA_HOME": d + "/data", "XDG_CONFIG_HOME": d + "/config", "XDG_CACHE_HOME": d + "/cache", "GSETTINGS_BACKEND": "memory", "LC_ALL": "C.UTF-8", "TZ": "SNW%+d" % (datetime.datetime.now(datetime.timezone.utc).hour - 12)}
class Tasks(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"Glacier: walk\nGlacier: climb\nMelt ice\n"
        self.send_response(200); self.send_header("Content-Type", "text/plain"); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    log_message = lambda *a: None
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tasks); threading.Thread(target=server.serve_forever, daemon=True).start()
code = r"""
import datetime, os, sys, time, traceback
from gtimelog.main import Application, GLib, Gtk
earlier = datetime.datetime.now() - datetime.timedelta(minutes=30)
open(os.environ["XDG_DATA_HOME"] + "/gtimelog/timelog.txt", "w").write(earlier.strftime("%Y-%m-%d %H:%M: arrived\n"))
app = Application(); state = {}
def work():
    try: yield from steps()
    except BaseException: traceback.print_exc(); sys.stderr.flush(); os._exit(3)
    print("DONE", flush=True); app.quit()
def until(what, seconds=20):
    end = time.time() + seconds
    while not what():
        if time.time() > end: raise AssertionError("not within %s s" % seconds)
        yield
def text(view): b = view.get_buffer(); return b.get_text(b.get_start_iter(), b.get_end_iter(), True)
def steps():
    yield from until(lambda: app.get_active_window() is not None)
    window = app.get_active_window()
    yield from until(lambda: window.timelog is not None and window.get_mapped())
    window.task_entry.set_text("snow: shovel")
    yield from until(lambda: window.actions.add_entry.get_enabled())
    window.add_button.clicked()
    yield from until(lambda: "Shovel" in text(window.log_view) or "shovel" in text(window.log_view))
    assert window.task_entry.get_text() == "" and "0 h 30 min" in text(window.log_view), text(window.log_view)
    window.gsettings.set_string("task-list-url", sys.argv[1]); window.gsettings.set_boolean("remote-task-list", True)
    yield from until(lambda: "climb" in str(window.tasks.groups))
    assert dict(window.tasks.groups)["Glacier"] == ["walk", "climb"], window.tasks.groups
    window.actions.report.activate(None)
    yield from until(lambda: "hovel" in text(window.report_view))
    window.actions.cancel_report.activate(None)
run = work()
GLib.timeout_add(100, lambda: next(run, None) is None and not state.get("end", False))
GLib.timeout_add_seconds(60, lambda: os._exit(4))
sys.argv[0] = "gtimelog"
app.run(["gtimelog"])
"""
r = subprocess.run([sys.executable, "-c", code, f"http://127.0.0.1:{server.server_address[1]}/tasks.txt"], env=env, cwd=d, capture_output=True, text=True, timeout=100)
log = open(d + "/data/gtimelog/timelog.txt").read()
assert "DONE" in r.stdout, (r, log)
assert log.splitlines()[-1].endswith(": snow: shovel") and "arrived" in log, log
r = subprocess.run([os.path.join(sys.prefix, "bin", "gtimelog"), "--version"], env=env, capture_output=True, text=True, timeout=60); assert r.returncode == 0 and "GTK+ version: 3" in r.stdout, r
