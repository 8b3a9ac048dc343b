"""pyvista: meshes and their pictures, by VTK and OpenGL.

round: 10
native: yes
display: yes
apt: libgl1 libgl1-mesa-dri libegl1 libxrender1 libxcursor1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d
import numpy as np
import pyvista as pv
cube = pv.Cube(x_length=2, y_length=2, z_length=2); assert abs(cube.volume - 8) < 1e-6 and cube.n_cells == 6
ball = pv.Sphere(radius=1, theta_resolution=60, phi_resolution=60); assert abs(ball.volume - 4 / 3 * np.pi) < 0.05 and abs(ball.clip("z").area - ball.area / 2) < 0.1
both = cube.triangulate().subdivide(3).boolean_difference(pv.Sphere(radius=0.5, center=(1, 1, 1))); assert abs(both.volume - (8 - np.pi / 6 / 8)) < 0.02, both.volume
grid = pv.ImageData(dimensions=(30, 30, 30), spacing=(1, 1, 1)); grid["r"] = np.linalg.norm(grid.points - 14.5, axis=1); shell = grid.contour([10], scalars="r"); assert abs(shell.area - 4 * np.pi * 100) < 20, shell.area
for name in ("a.vtp", "a.stl", "a.ply", "a.vtk"): ball.save(f"{d}/{name}"); assert abs(pv.read(f"{d}/{name}").volume - ball.volume) < 1e-3
assert abs(pv.Line((0, 0, 0), (3, 4, 0)).length - 5) < 1e-6 and ball.ray_trace((-3, 0.1, 0), (3, 0.1, 0))[0].shape == (2, 3)
def drawn(make, **words):
    plot = pv.Plotter(off_screen=True, window_size=(300, 200), **words); plot.set_background("white"); make(plot); image = plot.screenshot(return_img=True); info = plot.render_window.ReportCapabilities(); plot.close(); return np.asarray(image), info
def red(plot): plot.add_mesh(cube, color="red", lighting=False); plot.view_xy(); plot.enable_parallel_projection(); plot.camera.parallel_scale = 2
image, info = drawn(red); assert image.shape == (200, 300, 3) and "OpenGL" in info, info
n = (image == (255, 0, 0)).all(axis=2).sum(); assert abs(n - 100 * 100) < 500 and tuple(image[5, 5]) == (255, 255, 255) and tuple(image[100, 150]) == (255, 0, 0), n
def text(plot): red(plot); plot.add_text("Schneeflocke", color="black", font_size=20, position=(5, 150))
assert ((image < 60).all(axis=2)).sum() == 0 and (drawn(text)[0] < 60).all(axis=2).sum() > 100
def lit(plot): plot.add_mesh(ball, color="white", smooth_shading=True, specular=1); plot.set_background("black")
shades = drawn(lit)[0]; assert len(np.unique(shades[..., 0])) > 50
def coloured(plot): plot.add_mesh(shell.elevation(), cmap="viridis", scalar_bar_args={"title": "hoch"})
assert len(np.unique(drawn(coloured)[0].reshape(-1, 3), axis=0)) > 200
def cloud(plot): plot.add_volume(grid, scalars="r", cmap="bone", opacity="linear", show_scalar_bar=False)
assert drawn(cloud)[0].std() > 10
plot = pv.Plotter(window_size=(200, 200)); plot.add_mesh(ball, color="blue"); plot.show(auto_close=False, interactive=False); assert plot.screenshot(return_img=True)[100, 100, 2] > 100   # in a window
plot.close()
