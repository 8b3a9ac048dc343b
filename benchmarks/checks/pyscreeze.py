"""PyScreeze: takes screenshots (on Linux where it finds gnome-screenshot, or scrot) and finds pictures in them.

round: 6
native: no
extra: pillow, python-xlib
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import pyscreeze
from PIL import Image, ImageDraw
from Xlib import X, display
d = tempfile.mkdtemp(); os.chdir(d)
connection = display.Display(); screen = connection.screen()
window = screen.root.create_window(40, 60, 120, 80, 0, screen.root_depth, X.InputOutput, X.CopyFromParent, background_pixel=0x102030, override_redirect=1, event_mask=X.ExposureMask)
window.map(); connection.flush()
while connection.next_event().type != X.Expose: pass
window.fill_rectangle(window.create_gc(foreground=0xE01010), 20, 10, 40, 30); window.fill_rectangle(window.create_gc(foreground=0x10E010), 70, 50, 20, 10)
connection.sync()
shot = pyscreeze.screenshot("shot.png")
assert shot.size == (screen.width_in_pixels, screen.height_in_pixels) and Image.open("shot.png").size == shot.size, shot.size
shot = shot.convert("RGB")
assert shot.getpixel((41, 61)) == (16, 32, 48) and shot.getpixel((70, 80)) == (224, 16, 16), (shot.getpixel((41, 61)), shot.getpixel((70, 80)))
part = pyscreeze.screenshot(region=(40, 60, 120, 80)).convert("RGB")
assert part.size == (120, 80) and part.getpixel((75, 55)) == (16, 224, 16)
needle = Image.new("RGB", (44, 34), "#102030"); ImageDraw.Draw(needle).rectangle((2, 2, 41, 31), fill="#e01010"); needle.save("needle.png")
box = pyscreeze.locate("needle.png", part)
assert tuple(box) == (18, 8, 44, 34), box
assert tuple(pyscreeze.locateOnScreen("needle.png", grayscale=False)) == (58, 68, 44, 34)
assert tuple(pyscreeze.locateCenterOnScreen("needle.png")) == (80, 85)
assert pyscreeze.pixelMatchesColor(112, 112, (16, 224, 16)) and pyscreeze.pixel(41, 61) == (16, 32, 48)
Image.new("RGB", (9, 9), "#fedcba").save("other.png")
try: pyscreeze.locateOnScreen("other.png"); raise SystemExit("found what is not there")
except pyscreeze.ImageNotFoundException: pass
