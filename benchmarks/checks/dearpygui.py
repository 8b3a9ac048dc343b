"""dearpygui: windows that are drawn by OpenGL.

round: 10
native: yes
display: yes
apt: libgl1 libgl1-mesa-dri libx11-6
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, struct, tempfile, time
d = tempfile.mkdtemp(); os.chdir(d)
import dearpygui.dearpygui as dpg
dpg.create_context(); seen = []
dpg.create_viewport(title="Schnee", width=500, height=400, clear_color=(0, 0, 0, 255), vsync=False)
dpg.setup_dearpygui()
texture = [1.0, 0.0, 0.0, 1.0] * (64 * 64)
with dpg.texture_registry(): dpg.add_static_texture(64, 64, texture, tag="red")
with dpg.window(tag="main", pos=(0, 0), width=300, height=200, label="Flocke"):
    dpg.add_text("kalt", tag="words"); dpg.add_input_int(tag="n", default_value=6, callback=lambda *words: seen.append(words)); dpg.add_slider_float(tag="slide", default_value=0.5, max_value=1); dpg.add_image("red", tag="image")
    with dpg.plot(tag="plot", height=80, width=200):
        dpg.add_plot_axis(dpg.mvXAxis); axis = dpg.add_plot_axis(dpg.mvYAxis); dpg.add_line_series([0, 1, 2], [0, 1, 4], parent=axis, tag="line")
with dpg.viewport_drawlist(front=True): dpg.draw_rectangle((350, 250), (450, 350), color=(0, 0, 255, 255), fill=(0, 0, 255, 255))
dpg.show_viewport(); assert dpg.is_viewport_ok()
for _ in range(20): dpg.render_dearpygui_frame()
assert dpg.get_frame_count() >= 20 and dpg.get_viewport_width() == 500 and dpg.get_item_rect_size("image") == [64, 64] and dpg.is_item_visible("words"), (dpg.get_frame_count(), dpg.get_viewport_width())
width, height = dpg.get_text_size("kalt"); assert width > 10 and dpg.get_item_rect_size("words")[0] == width
dpg.set_value("n", 42); dpg.set_value("slide", 0.25); dpg.set_value("line", [[0, 1], [5, 6]]); dpg.set_item_pos("main", (20, 10)); dpg.configure_item("words", color=(255, 255, 0))
for _ in range(5): dpg.render_dearpygui_frame()
assert dpg.get_value("n") == 42 and abs(dpg.get_value("slide") - 0.25) < 1e-6 and dpg.get_value("line")[1] == [5, 6] and dpg.get_item_pos("main") == [20, 10]
frames = []; dpg.output_frame_buffer(callback=lambda sender, buffer: frames.append((buffer.get_width(), buffer.get_height(), bytes(int(v * 255 + 0.5) & 255 for v in [buffer[i] for i in range(buffer.get_width() * buffer.get_height() * 4)]))))
until = time.monotonic() + 60
while not frames and time.monotonic() < until: dpg.render_dearpygui_frame(); time.sleep(0.01)
width, height, data = frames[0]; pixels = list(struct.iter_unpack("4B", data)); assert len(pixels) == width * height
at = lambda x, y: pixels[y * width + x][:3]; assert at(400, 300) == (0, 0, 255) and at(480, 20) == (0, 0, 0), (width, height, at(400, 300), at(480, 20))
reds = sum(p[:3] == (255, 0, 0) for p in pixels); assert 3800 <= reds <= 4200, reds
assert sum(p[:3] == (255, 255, 0) for p in pixels) > 5   # letters
dpg.destroy_context()
