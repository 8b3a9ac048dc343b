"""libtmux: drives tmux: servers, sessions, windows and panes.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile, time
d = tempfile.mkdtemp(); os.environ |= {"HOME": d, "TMUX_TMPDIR": d, "LC_ALL": "C.UTF-8", "TERM": "xterm", "SHELL": "/bin/sh"}
import libtmux
server = libtmux.Server(socket_name="snow", config_file="/dev/null")
try:
    session = server.new_session(session_name="winter", x=100, y=30, start_directory=d, window_command="/bin/sh")
    assert server.has_session("winter") and [s.name for s in server.sessions] == ["winter"]
    window = session.new_window(window_name="ice", attach=True, window_shell="/bin/sh")
    pane = window.active_pane
    other = window.split(direction=libtmux.constants.PaneDirection.Right, shell="/bin/sh")
    assert len(window.panes) == 2 and len(session.windows) == 2
    def wait(pane, text):
        end = time.time() + 20
        while time.time() < end and text not in pane.capture_pane(): time.sleep(0.2)
        assert text in pane.capture_pane(), pane.capture_pane()
    pane.send_keys("echo flakes $((6 * 7))", enter=True); wait(pane, "flakes 42")
    other.send_keys("cd /; pwd; echo here > " + d + "/made", enter=True); wait(other, "/")
    end = time.time() + 10
    while time.time() < end and not os.path.exists(d + "/made"): time.sleep(0.2)
    assert open(d + "/made").read() == "here\n"
    window.rename_window("snow"); window.select_layout("even-vertical"); session.set_option("history-limit", 5000)
    assert session.windows.get(window_name="snow").window_id == window.window_id and session.show_option("history-limit") == 5000
    session.set_environment("DEPTH", "12"); assert session.getenv("DEPTH") == "12"
    other.kill(); assert len(window.panes) == 1
finally: server.kill()
assert not server.is_alive()
