"""VisPy: draws scientific scenes with OpenGL; text in the system's fonts, which fontconfig finds.

round: 4
native: yes
display: yes
extra: glfw
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
import vispy
vispy.use("glfw")
from vispy import gloo, scene
from vispy.util.fonts import list_fonts
canvas = scene.SceneCanvas(size=(300, 200), show=True, bgcolor="black")
assert canvas.app.backend_name.lower() == "glfw"
view = canvas.central_widget.add_view()
view.camera = scene.PanZoomCamera(rect=(0, 0, 300, 200))
scene.Line(pos=np.array([[10, 20], [290, 20]], dtype=np.float32), color=(1, 0, 0, 1), width=5, parent=view.scene, method="gl")
scene.Markers(pos=np.array([[150, 60]], dtype=np.float32), face_color="blue", edge_width=0, size=30, parent=view.scene)
picture = canvas.render()[..., :3].astype(int)
height, width = picture.shape[:2]
at = lambda x, y: picture[round((200 - y) / 200 * height), round(x / 300 * width)]
assert at(150, 20)[0] > 200 and at(150, 20)[2] < 60, at(150, 20)
assert at(150, 60)[2] > 200 and at(150, 60)[0] < 60, at(150, 60)
assert at(30, 120).sum() == 0
fonts = [font for font in list_fonts() if "Sans" in font]
assert fonts, list_fonts()
text = scene.Text("snow", face=fonts[0], color="white", font_size=30, pos=(150, 140), parent=view.scene)
after = canvas.render()[..., :3].astype(int)
written = (after - picture).max(axis=2) > 100
assert 100 < written.sum() < written.size / 4 and not written[height * 2 // 3:].any(), written.sum()
canvas.set_current()
assert gloo.gl.glGetParameter(gloo.gl.GL_VERSION), "OpenGL's version"
canvas.close()
