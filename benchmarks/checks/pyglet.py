"""pyglet: windows, OpenGL, fonts, pictures and sound for games, by ctypes.

round: 6
native: yes
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, os, struct, tempfile, wave
import pyglet
pyglet.options.audio = ("silent",)
d = tempfile.mkdtemp()
window = pyglet.window.Window(200, 150, caption="snow ❄", config=pyglet.gl.Config(double_buffer=True))
assert window.context.get_info().have_version(3, 3), window.context.get_info().get_version()
batch = pyglet.graphics.Batch()
red = pyglet.shapes.Rectangle(10, 10, 60, 40, color=(255, 0, 0), batch=batch)
circle = pyglet.shapes.Circle(150, 100, 20, color=(0, 0, 255), batch=batch)
blue = pyglet.image.SolidColorImagePattern((0, 255, 0, 255)).create_image(8, 8)
sprite = pyglet.sprite.Sprite(blue, x=100, y=20, batch=batch); sprite.scale = 2
label = pyglet.text.Label("Snow é", font_size=20, x=5, y=110, color=(255, 255, 255, 255), batch=batch)
seen, ticks = {}, []
@window.event
def on_draw():
    window.clear(); batch.draw()
    image = pyglet.image.get_buffer_manager().get_color_buffer().get_image_data()
    seen["image"], seen["size"] = image.get_data("RGBA", image.width * 4), (image.width, image.height)
pyglet.clock.schedule_interval(lambda dt: ticks.append(dt), 0.05)
pyglet.clock.schedule_once(lambda dt: pyglet.app.exit(), 1.5)
pyglet.app.run()
width, height = seen["size"]
def at(x, y): i = (y * width + x) * 4; return tuple(seen["image"][i:i + 3])
assert (width, height) == (200, 150) and len(ticks) > 5, (seen["size"], ticks)
assert at(30, 30) == (255, 0, 0) and at(150, 100) == (0, 0, 255) and at(107, 27) == (0, 255, 0) and at(190, 5) == (0, 0, 0), [at(30, 30), at(150, 100), at(107, 27), at(190, 5)]
white = [(x, y) for x in range(0, 110) for y in range(100, 145) if at(x, y) == (255, 255, 255)]
assert 40 < label.content_width < 140 and len(white) > 40, (label.content_width, len(white))   # by fontconfig and FreeType
pyglet.image.ImageData(width, height, "RGBA", seen["image"]).save(d + "/shot.png")
again = pyglet.image.load(d + "/shot.png")
assert (again.width, again.height) == (200, 150) and again.get_image_data().get_data("RGB", 600)[(30 * 200 + 30) * 3:][:3] == b"\xff\x00\x00"
with wave.open(d + "/a.wav", "wb") as w:
    w.setparams((1, 2, 22050, 0, "NONE", "NONE")); w.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(i / 8))) for i in range(11025)))
source = pyglet.media.load(d + "/a.wav", streaming=False)
assert abs(source.duration - 0.5) < 0.01 and source.audio_format.sample_rate == 22050
assert pyglet.display.get_display().get_screens()[0].width >= 200
window.close()
