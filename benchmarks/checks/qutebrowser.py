"""qutebrowser: a web browser for the keyboard, on Qt; its history is in SQLite by Qt's driver.

round: 3
native: yes
extra: pyqt6, pyqt6-webengine
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, signal, sqlite3, subprocess, sys, tempfile, time
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "XDG_RUNTIME_DIR": d, "QTWEBENGINE_DISABLE_SANDBOX": "1", "LC_ALL": "C.UTF-8"}
open(d + "/page.html", "w").write("<title>x</title><body style='background: #00f'><script>document.title = 'snow ' + 6 * 7</script></body>")
browser = [os.path.join(sys.prefix, "bin", "qutebrowser"), "--basedir", d + "/q"]
log = open(d + "/out", "w")
p = subprocess.Popen([*browser, "--no-err-windows", "-s", "session.lazy_restore", "false", "file://" + d + "/page.html"], env=env, stdout=log, stderr=log, start_new_session=True)
said = lambda: open(d + "/out").read()[-4000:]
def history():
    try: return sqlite3.connect(f"file:{d}/q/data/history.sqlite?mode=ro", uri=True).execute("select url, title from History").fetchall()
    except sqlite3.Error: return []
try:
    end = time.time() + 90
    while time.time() < end and p.poll() is None and not history(): time.sleep(1)
    assert any("page.html" in url for url, title in history()), (p.poll(), history(), said())
    time.sleep(3)
    r = subprocess.run([*browser, ":screenshot --force " + d + "/shot.png"], env=env, capture_output=True, text=True, timeout=60); assert r.returncode == 0, (r, said())
    end = time.time() + 20
    while time.time() < end and not os.path.exists(d + "/shot.png"): time.sleep(0.5)
    time.sleep(1)
    assert os.path.exists(d + "/shot.png") and open(d + "/shot.png", "rb").read(4) == b"\x89PNG", said()
    assert any(title == "snow 42" for url, title in history()), (history(), said())
    r = subprocess.run([*browser, ":quit"], env=env, capture_output=True, text=True, timeout=60)
    assert p.wait(40) == 0, (r, said())
finally:
    if p.poll() is None: os.killpg(p.pid, signal.SIGKILL); p.wait()
