"""pymeshlab: works on meshes, by MeshLab and its plug-ins.

round: 10
native: yes
apt: libgl1 libopengl0 libegl1 libglu1-mesa libxcb1 libcom-err2 libgpg-error0 libp11-kit0 libgmp10 libfontconfig1 libfreetype6 libx11-6
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np, pymeshlab
ms = pymeshlab.MeshSet()
ms.create_cube(size=2.0); measures = ms.apply_filter("get_geometric_measures"); assert abs(measures["mesh_volume"] - 8) < 1e-5 and abs(measures["surface_area"] - 24) < 1e-4, measures
assert ms.get_topological_measures()["is_mesh_two_manifold"] and ms.get_topological_measures()["genus"] == 0
ms.create_sphere(radius=1.2, subdiv=4); sphere = ms.get_geometric_measures()["mesh_volume"]; assert abs(sphere - 4 / 3 * np.pi * 1.2 ** 3) < 0.05, sphere
ms.generate_boolean_difference(first_mesh=0, second_mesh=1); left = ms.get_geometric_measures()["mesh_volume"]; assert 8 - 7.3 < left + 0.2 < 8 and ms.mesh_number() == 3, left
ms.set_current_mesh(1); before = ms.current_mesh().face_number(); ms.meshing_decimation_quadric_edge_collapse(targetfacenum=500); assert ms.current_mesh().face_number() <= 500 < before
ms.save_current_mesh("snow.ply"); ms.save_current_mesh("snow.stl"); ms.save_current_mesh("snow.obj"); ms.save_current_mesh("snow.off")
for name in ("ply", "stl", "obj", "off"):
    other = pymeshlab.MeshSet(); other.load_new_mesh("snow." + name); assert abs(other.current_mesh().face_number() - ms.current_mesh().face_number()) <= 2, name
# Points become a surface
rng = np.random.default_rng(3); points = rng.normal(size=(4000, 3)); points /= np.linalg.norm(points, axis=1)[:, None]
cloud = pymeshlab.MeshSet(); cloud.add_mesh(pymeshlab.Mesh(vertex_matrix=points, v_normals_matrix=points)); cloud.generate_surface_reconstruction_screened_poisson(depth=5)
assert abs(cloud.get_geometric_measures()["mesh_volume"] - 4.19) < 0.2, cloud.get_geometric_measures()
cloud.apply_coord_laplacian_smoothing(stepsmoothnum=2); cloud.compute_scalar_by_function_per_vertex(q="z"); q = cloud.current_mesh().vertex_scalar_array(); assert np.allclose(q, cloud.current_mesh().vertex_matrix()[:, 2])
cloud.compute_selection_by_condition_per_vertex(condselect="z < 0"); kept = cloud.current_mesh().vertex_number() - cloud.current_mesh().selected_vertex_number(); cloud.meshing_remove_selected_vertices()
assert cloud.current_mesh().vertex_number() == kept and cloud.current_mesh().vertex_matrix()[:, 2].min() >= 0
cloud.generate_convex_hull(); assert abs(cloud.get_geometric_measures()["mesh_volume"] - 2.09) < 0.2
