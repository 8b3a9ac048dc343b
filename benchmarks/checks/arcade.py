"""Arcade: games in two dimensions, drawn by OpenGL in an X window, with text in the system's fonts, and bodies that Chipmunk moves.

round: 10
native: yes
display: yes
apt: fonts-dejavu-core libfontconfig1 libfreetype6 libgl1 libgl1-mesa-dri libglu1-mesa libx11-6 libxext6
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import array, tempfile
import pyglet
pyglet.options.audio = ("silent",)
import arcade
from arcade.gl import BufferDescription
d = tempfile.mkdtemp()
class Game(arcade.Window):
    def __init__(self):
        super().__init__(320, 240, "snow ❄"); self.background_color = arcade.color.BLACK; self.ticks, self.picture = 0, None
        self.sprites = arcade.SpriteList(); self.hero = arcade.SpriteSolidColor(40, 30, 60, 60, (255, 0, 0, 255)); self.sprites.append(self.hero)
        self.ball = arcade.SpriteCircle(20, (0, 0, 255, 255)); self.ball.position = 200, 60; self.sprites.append(self.ball)
        self.text = arcade.Text("Snow é", 20, 180, arcade.color.WHITE, 24, font_name="DejaVu Sans")
    def on_update(self, dt): self.ticks += 1; self.hero.center_x += 1 if self.ticks <= 20 else 0
    def on_draw(self):
        self.clear(); self.sprites.draw(); self.text.draw()
        arcade.draw_lrbt_rectangle_filled(250, 310, 100, 160, (0, 255, 0, 255)); arcade.draw_line(10, 130, 200, 130, (255, 255, 0, 255), 5); arcade.draw_polygon_filled([(100, 90), (140, 90), (120, 120)], (255, 0, 255, 255))
        if self.ticks > 25: self.picture = arcade.get_image(0, 0, 320, 240); arcade.exit()
game = Game(); assert game.ctx.gl_version >= (3, 3), game.ctx.gl_version
arcade.run()
at = lambda x, y: game.picture.convert("RGB").getpixel((x, 239 - y))
assert game.picture.size == (320, 240) and game.hero.center_x == 80
seen = [at(80, 60), at(65, 50), at(200, 60), at(280, 130), at(100, 130), at(120, 98), at(20, 20)]
assert seen == [(255, 0, 0), (255, 0, 0), (0, 0, 255), (0, 255, 0), (255, 255, 0), (255, 0, 255), (0, 0, 0)], seen
white = [(x, y) for x in range(15, 160) for y in range(170, 215) if at(x, y) == (255, 255, 255)]; assert len(white) > 60 and 60 < game.text.content_width < 140, (len(white), game.text.content_width)
assert not arcade.check_for_collision(game.hero, game.ball); game.ball.position = 85, 60; assert arcade.check_for_collision_with_list(game.hero, game.sprites) == [game.ball]
# On the graphics card: a sum of two buffers
ctx = game.ctx; program = ctx.program(vertex_shader="#version 330\nin float a;\nout float b;\nuniform float more;\nvoid main() { b = a * 2.0 + more; }")
program["more"] = 0.5; source = ctx.buffer(data=array.array("f", [1, 2, 3])); target = ctx.buffer(reserve=12)
ctx.geometry([BufferDescription(source, "1f", ["a"])]).transform(program, target, vertices=3); assert list(array.array("f", target.read())) == [2.5, 4.5, 6.5]
frame = ctx.framebuffer(color_attachments=[ctx.texture((8, 8), components=4)]); frame.clear(color=(10, 20, 30, 255)); assert frame.read(components=3)[:3] == bytes([10, 20, 30])
physics = arcade.PymunkPhysicsEngine(gravity=(0, -100)); stone = arcade.SpriteSolidColor(10, 10, 50, 200, (9, 9, 9, 255)); physics.add_sprite(stone, mass=1)
for _ in range(60): physics.step(1 / 60)
assert 140 < stone.center_y < 155, stone.center_y
wall = arcade.SpriteList(use_spatial_hash=True); wall.append(arcade.SpriteSolidColor(200, 20, 100, 10, (1, 1, 1, 255))); jumper = arcade.SpriteSolidColor(10, 10, 100, 100, (2, 2, 2, 255)); simple = arcade.PhysicsEnginePlatformer(jumper, walls=wall, gravity_constant=0.5)
for _ in range(60): simple.update()
assert abs(jumper.bottom - 20) < 1 and simple.can_jump(), jumper.bottom
game.picture.save(d + "/shot.png"); texture = arcade.load_texture(d + "/shot.png"); assert (texture.width, texture.height) == (320, 240)
game.close()
