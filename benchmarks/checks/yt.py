"""yt: looks into simulations: sums, slices, projections, profiles and streams of their volumes and particles; its loops are in C, with OpenMP.

round: 4
native: no
extra: h5py
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
os.environ["HOME"] = os.environ["MPLCONFIGDIR"] = d = tempfile.mkdtemp(); os.chdir(d)
import numpy as np, yt
yt.set_log_level("error")
place = (np.mgrid[0:64, 0:64, 0:64] + 0.5) / 64
r = np.sqrt(((place - 0.5) ** 2).sum(0))
density = 1 + 9 * np.exp(-((r / 0.1) ** 2))
data = {"density": (density, "g/cm**3"), "temperature": (1e4 * (1 + r), "K"), "velocity_x": (np.ones_like(r), "cm/s"), "velocity_y": (np.zeros_like(r), "cm/s"), "velocity_z": (np.zeros_like(r), "cm/s")}
ds = yt.load_uniform_grid(data, (64, 64, 64), length_unit=(1, "cm"), bbox=np.array([[0.0, 1.0]] * 3), nprocs=8)
everything = ds.all_data()
assert np.isclose(float(everything.sum(("gas", "cell_mass")).to("g")), density.mean(), rtol=1e-6)
ball = ds.sphere(ds.domain_center, (0.2, "cm"))
assert np.isclose(float(ball.sum(("gas", "cell_volume")).to("cm**3")), 4 / 3 * np.pi * 0.2**3, rtol=0.02) and ball["gas", "temperature"].max() < 1.21e4
picture = np.array(ds.proj(("gas", "density"), "z").to_frb((1, "cm"), 64)["gas", "density"])
assert np.allclose(picture, density.mean(axis=2).T, rtol=1e-5), (picture / density.mean(axis=2).T)[30:34, 30:34]
profile = yt.create_profile(ball, ("index", "radius"), ("gas", "density"), n_bins=10, weight_field=("gas", "cell_volume"), logs={("index", "radius"): False}, units={("index", "radius"): "cm"})
assert (np.diff(profile["gas", "density"]) < 0).all()
surface = ds.surface(everything, ("gas", "density"), 5.0); reach = 0.1 * np.sqrt(np.log(9 / 4))
assert np.isclose(float(surface.surface_area.to("cm**2")), 4 * np.pi * reach**2, rtol=0.03), (surface.surface_area, 4 * np.pi * reach**2)
stream = yt.visualization.api.Streamlines(ds, ds.arr([[0.1, 0.5, 0.5]], "code_length"), xfield=("gas", "velocity_x"), yfield=("gas", "velocity_y"), zfield=("gas", "velocity_z"), length=ds.quan(0.5, "code_length")); stream.integrate_through_volume()
way = np.array(stream.streamlines[0]); assert np.allclose(way[:, 1:], 0.5) and (np.diff(way[:, 0]) > 0).all() and way[-1, 0] > 0.3
rng = np.random.default_rng(1); at = rng.uniform(0, 1, (3, 4000))
dots = yt.load_particles({"particle_position_x": at[0], "particle_position_y": at[1], "particle_position_z": at[2], "particle_mass": np.ones(4000)}, length_unit=1.0, mass_unit=1.0, bbox=np.array([[0.0, 1.0]] * 3))
assert dots.all_data()["io", "particle_mass"].size == 4000 and dots.r[0:0.5, :, :]["io", "particle_mass"].size == (at[0] < 0.5).sum()
slices = yt.SlicePlot(ds, "z", ("gas", "density")); slices.annotate_contour(("gas", "temperature")); name, = slices.save(d + "/slice.png")
assert open(name, "rb").read(4) == b"\x89PNG" and os.path.getsize(name) > 5000
scene = yt.create_scene(ds, field=("gas", "density")); scene.camera.resolution = (64, 64); scene.save(d + "/volume.png"); assert open(d + "/volume.png", "rb").read(4) == b"\x89PNG"
everything.save_as_dataset(d + "/all.h5", fields=[("gas", "density")]); again = yt.load(d + "/all.h5"); assert np.isclose(float(again.data["gas", "density"].sum()), density.sum())
