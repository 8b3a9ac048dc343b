"""open3d-cpu: point clouds and meshes, and a viewer with OpenGL.

native: yes
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import numpy as np, open3d as o3d
mesh = o3d.geometry.TriangleMesh.create_sphere(radius=1.0, resolution=30)
assert mesh.is_watertight() and abs(mesh.get_volume() - 4.19) < 0.1
mesh.compute_vertex_normals()
cloud = mesh.sample_points_uniformly(2000)
path = os.path.join(tempfile.mkdtemp(), "t.ply")
assert o3d.io.write_point_cloud(path, cloud) and len(o3d.io.read_point_cloud(path).points) == 2000
moved = o3d.geometry.PointCloud(cloud); moved.translate((0.05, 0, 0))
found = o3d.pipelines.registration.registration_icp(moved, cloud, 0.2, np.eye(4), o3d.pipelines.registration.TransformationEstimationPointToPoint())
assert abs(found.transformation[0, 3] + 0.05) < 0.02, found.transformation
scene = o3d.t.geometry.RaycastingScene()
scene.add_triangles(o3d.t.geometry.TriangleMesh.from_legacy(mesh))
hit = scene.cast_rays(o3d.core.Tensor([[0, 0, 5, 0, 0, -1]], dtype=o3d.core.Dtype.Float32))["t_hit"].numpy()[0]
assert abs(hit - 4) < 0.05, hit
if os.environ.get("DISPLAY"):
    viewer = o3d.visualization.Visualizer()
    assert viewer.create_window(width=200, height=150), "no window"
    mesh.paint_uniform_color((1, 0, 0)); viewer.add_geometry(mesh)
    image = np.asarray(viewer.capture_screen_float_buffer(do_render=True))
    viewer.destroy_window()
    middle = image[image.shape[0] // 2, image.shape[1] // 2]
    assert middle[0] > 2 * max(middle[1:]), middle
