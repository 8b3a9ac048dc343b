"""glfw: windows with OpenGL and their events, with GLFW.

round: 4
native: yes
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import ctypes
import glfw
said = []
glfw.set_error_callback(lambda code, text: said.append((code, text)))
assert glfw.init(), said
assert glfw.get_monitors() and glfw.get_video_mode(glfw.get_primary_monitor()).size.width > 100
glfw.window_hint(glfw.CONTEXT_VERSION_MAJOR, 2); glfw.window_hint(glfw.RESIZABLE, glfw.TRUE)
window = glfw.create_window(200, 100, "snow", None, None)
assert window, said
glfw.make_context_current(window)
call = lambda name, result, *types: ctypes.CFUNCTYPE(result, *types)(glfw.get_proc_address(name))
version = call("glGetString", ctypes.c_char_p, ctypes.c_uint)(0x1F02)
assert version and version[0:1].isdigit(), version
call("glClearColor", None, *[ctypes.c_float] * 4)(1, 0.5, 0, 1)
call("glClear", None, ctypes.c_uint)(0x4000)
pixel = (ctypes.c_ubyte * 4)()
call("glReadPixels", None, *[ctypes.c_int] * 4, ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p)(50, 50, 1, 1, 0x1908, 0x1401, pixel)
assert pixel[0] == 255 and 120 < pixel[1] < 135 and pixel[2] == 0, list(pixel)
glfw.swap_buffers(window)
sizes = []
glfw.set_window_size_callback(window, lambda _, width, height: sizes.append((width, height)))
glfw.set_window_size(window, 320, 150)
for _ in range(50):
    glfw.wait_events_timeout(0.1)
    if sizes: break
assert sizes and sizes[-1] == (320, 150) == glfw.get_window_size(window), sizes
glfw.set_clipboard_string(window, "six sides"); assert glfw.get_clipboard_string(window) == b"six sides"
glfw.set_window_should_close(window, True); assert glfw.window_should_close(window)
glfw.destroy_window(window); glfw.terminate()
assert not said, said
