"""kivy: a toolkit for touch interfaces; its window is SDL 2 with OpenGL.

native: yes
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp()
os.environ.update(KIVY_HOME=d, KIVY_NO_ARGS="1", HOME=d)
from kivy.config import Config
Config.set("graphics", "width", "200"); Config.set("graphics", "height", "100")
from kivy.app import App
from kivy.clock import Clock
from kivy.core.clipboard import Clipboard
from kivy.core.image import Image
from kivy.graphics import Color, Rectangle
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.label import Label
seen = []
class Test(App):
    def build(self):
        root = FloatLayout()
        with root.canvas.before:
            Color(1, 0, 0, 1); Rectangle(pos=(0, 0), size=(4000, 4000))
        root.add_widget(Label(text="HELLO", font_size=40))
        Clock.schedule_once(self.shot, 1)
        return root
    def shot(self, dt):
        self.root.export_to_png(d + "/t.png")
        image = Image.load(d + "/t.png", keep_data=True)
        w, h = image.size
        Clipboard.copy("text")
        seen.extend([(w, h) == tuple(map(int, self.root.size)), image.read_pixel(2, 2)[:3] == [1.0, 0.0, 0.0],
                     sum(min(image.read_pixel(x, y)[:3]) > 0.9 for x in range(w) for y in range(0, h, 2)) > 50, Clipboard.paste() == "text"])
        self.stop()
Test().run()
assert seen == [True] * 4, seen   # the size, the red ground, white letters, the clipboard
