"""panda3d: a game engine; here a scene drawn with OpenGL in a window, and without any in memory.

round: 10
native: yes
display: yes
apt: libgl1 libgl1-mesa-dri libx11-6 libxcursor1 libxrandr2
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os
from panda3d.core import (CardMaker, CollisionHandlerQueue, CollisionNode, CollisionRay, CollisionSphere, CollisionTraverser, GraphicsPipeSelection, LVector4, PNMImage,
                          TextNode, VBase4, loadPrcFileData)
loadPrcFileData("", "window-type onscreen\nload-display pandagl\nwin-size 320 240\naudio-library-name null\nsync-video false\ntextures-power-2 none")
from direct.showbase.ShowBase import ShowBase
base = ShowBase()
assert base.pipe.getInterfaceName() == "OpenGL" and base.win.getXSize() == 320, base.pipe.getInterfaceName()
gsg = base.win.getGsg(); print(gsg.getDriverVendor(), gsg.getDriverRenderer(), gsg.getDriverVersion())
base.setBackgroundColor(0, 0, 1)
card = CardMaker("card"); card.setFrame(-0.5, 0.5, -0.5, 0.5); node = base.render2d.attachNewNode(card.generate()); node.setColor(1, 0, 0, 1)
def drawn():
    for _ in range(3): base.graphicsEngine.renderFrame()
    image = PNMImage(); assert base.win.getScreenshot(image); return image
def near(image, x, y, colour): return all(abs(a - b) < 0.02 for a, b in zip(image.getXel(x, y), colour))
image = drawn()
assert (image.getXSize(), image.getYSize()) == (320, 240) and near(image, 160, 120, (1, 0, 0)) and near(image, 5, 5, (0, 0, 1)) and near(image, 85, 65, (1, 0, 0)) and near(image, 75, 55, (0, 0, 1)), image.getXel(160, 120)
# Light on a body, and a text over it
node.removeNode(); text = TextNode("t"); text.setText("SNOW"); text.setTextColor(1, 1, 1, 1); label = base.aspect2d.attachNewNode(text); label.setScale(0.5); label.setPos(-0.7, 0, -0.1)
image = drawn(); white = sum(near(image, x, y, (1, 1, 1)) for x in range(0, 320, 2) for y in range(0, 240, 2)); assert 100 < white < 9000, white
image.write("snow.png"); again = PNMImage("snow.png"); assert again.getXSize() == 320 and again.getXel(5, 5) == image.getXel(5, 5)
# A shader of GLSL
from panda3d.core import Shader
label.removeNode(); node = base.render2d.attachNewNode(card.generate())
node.setShader(Shader.make(Shader.SL_GLSL, "#version 120\nuniform mat4 p3d_ModelViewProjectionMatrix; attribute vec4 p3d_Vertex; void main() { gl_Position = p3d_ModelViewProjectionMatrix * p3d_Vertex; }",
                           "#version 120\nuniform float g; void main() { gl_FragColor = vec4(0.0, g, 0.0, 1.0); }")); node.setShaderInput("g", 0.5)
image = drawn(); assert near(image, 160, 120, (0, 0.5, 0)), image.getXel(160, 120)
# Who hits what
traverser, queue = CollisionTraverser(), CollisionHandlerQueue()
ball = CollisionNode("ball"); ball.addSolid(CollisionSphere(0, 10, 0, 2)); base.render.attachNewNode(ball)
ray = CollisionNode("ray"); ray.addSolid(CollisionRay(0, 0, 0, 0, 1, 0)); traverser.addCollider(base.render.attachNewNode(ray), queue); traverser.traverse(base.render); queue.sortEntries()
assert queue.getNumEntries() == 1 and abs(queue.getEntry(0).getSurfacePoint(base.render)[1] - 8) < 1e-4
base.destroy()
