"""ueberzug: shows pictures in terminals of X11, in a window above the terminal's.

round: 6
native: yes
extra: python-xlib
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import fcntl, json, os, pty, signal, struct, sys, tempfile, termios, threading, time
from PIL import Image
from Xlib import X, display
d = tempfile.mkdtemp()
Image.new("RGB", (40, 30), (255, 0, 0)).save(d + "/red.png"); Image.new("RGB", (30, 30), (0, 0, 255)).save(d + "/blue.png")
screen = display.Display()
root = screen.screen().root   # a window as a terminal's, of 80 times 24 characters
window = root.create_window(50, 40, 640, 480, 0, screen.screen().root_depth, X.InputOutput, X.CopyFromParent, background_pixel=screen.screen().white_pixel, event_mask=X.StructureNotifyMask, override_redirect=1)
window.set_wm_name("terminal"); window.set_wm_class("terminal", "Terminal"); window.map(); screen.sync()
while screen.next_event().type != X.MapNotify: pass
source, sink = os.pipe()
pid, terminal = pty.fork()
if not pid:
    time.sleep(1); os.dup2(source, 0); os.close(sink)
    program = os.path.join(sys.prefix, "bin", "ueberzug")
    os.execve(program, [program, "layer", "--parser", "json"], {**os.environ, "HOME": d, "XDG_CACHE_HOME": d, "WINDOWID": str(window.id)})
os.close(source); fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 640, 480))
said = []
def listen():
    try:
        while True: said.append(os.read(terminal, 4096))
    except OSError: pass
threading.Thread(target=listen, daemon=True).start()
def tell(**words): os.write(sink, json.dumps(words).encode() + b"\n")
def seen(x, y): return tuple(window.get_image(x, y, 1, 1, X.ZPixmap, 0xffffffff).data[:3][::-1])
def until(x, y, colour):
    end = time.time() + 20
    while time.time() < end:
        if seen(x, y) == colour: return
        time.sleep(.1)
    raise AssertionError((seen(x, y), colour, said))
until(60, 60, (255, 255, 255))
tell(action="add", identifier="a", x=2, y=1, width=20, height=10, scaler="distort", path=d + "/red.png")   # from 16, 20 to 176, 220
until(100, 120, (255, 0, 0))
assert seen(20, 25) == seen(170, 215) == (255, 0, 0) and seen(8, 120) == seen(190, 120) == seen(100, 235) == (255, 255, 255), said
tell(action="add", identifier="b", x=40, y=2, path=d + "/blue.png")   # as large as it is, from 320, 40
until(330, 50, (0, 0, 255))
assert seen(360, 50) == (255, 255, 255) and seen(100, 120) == (255, 0, 0) and len(window.query_tree().children) == 1, said
tell(action="remove", identifier="a"); until(100, 120, (255, 255, 255)); until(330, 50, (0, 0, 255))
os.close(sink)
end = time.time() + 20
while time.time() < end:
    done, status = os.waitpid(pid, os.WNOHANG)
    if done: break
    time.sleep(.1)
else:
    os.kill(pid, signal.SIGKILL); raise AssertionError(("it does not end", said))
assert os.waitstatus_to_exitcode(status) == 0, (status, said)
