"""mss: pictures of the screen, by X's libraries; here of a window that was put there.

round: 10
native: yes
extra: python-xlib
display: yes
apt: libxcb1 libxcb-randr0 libxcb-render0 libxcb-shm0 libxcb-xfixes0 libx11-6 libxfixes3 libxrandr2
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import time, zlib, struct
import mss
from Xlib import X, display
d = display.Display(); screen = d.screen(); red = screen.default_colormap.alloc_color(0xffff, 0, 0).pixel; blue = screen.default_colormap.alloc_color(0, 0, 0xffff).pixel
window = screen.root.create_window(50, 60, 200, 100, 0, screen.root_depth, X.InputOutput, X.CopyFromParent, background_pixel=red, override_redirect=True, event_mask=X.ExposureMask); window.map(); d.sync()
inner = window.create_window(20, 30, 40, 50, 0, screen.root_depth, X.InputOutput, X.CopyFromParent, background_pixel=blue); inner.map(); d.sync(); time.sleep(1)
def colour(x, y): return (0, 0, 255) if 70 <= x < 110 and 90 <= y < 140 else (255, 0, 0) if 50 <= x < 250 and 60 <= y < 160 else None
for backend in ("default", "xshmgetimage", "xgetimage", "xlib"):
    with mss.MSS(backend=backend) as sct:
        whole = sct.monitors[0]; assert (whole["left"], whole["top"], whole["width"], whole["height"]) == (0, 0, screen.width_in_pixels, screen.height_in_pixels), (backend, whole)
        assert len(sct.monitors) >= 2, sct.monitors
        shot = sct.grab({"left": 40, "top": 50, "width": 120, "height": 110}); assert shot.size == (120, 110) and len(shot.rgb) == 3 * 120 * 110 and len(shot.bgra) == 4 * 120 * 110
        for x in range(40, 160, 3):
            for y in range(50, 160, 3):
                if colour(x, y): assert shot.pixel(x - 40, y - 50) == colour(x, y), (backend, x, y, shot.pixel(x - 40, y - 50))
        assert sct.grab((70, 90, 110, 140)).rgb == b"\0\0\xff" * 2000
        name = sct.shot(mon=1, output=f"{backend}.png"); data = open(name, "rb").read(); assert data[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", data[16:24]) == (screen.width_in_pixels, screen.height_in_pixels)
screen.root.warp_pointer(55, 65); d.sync(); time.sleep(0.5)
with mss.MSS(with_cursor=True) as sct: assert sct.grab({"left": 50, "top": 60, "width": 30, "height": 30}).size == (30, 30)
try: mss.MSS(display=":9999").grab({"left": 0, "top": 0, "width": 1, "height": 1})
except mss.ScreenShotError: pass
else: raise AssertionError("a picture of no display")
