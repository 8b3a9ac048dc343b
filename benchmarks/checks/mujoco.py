"""MuJoCo: bodies with joints and contacts, simulated by the C library of that name, and drawn by OpenGL: in a window's context, and by EGL without one.

round: 10
native: yes
display: yes
apt: libegl1 libgl1 libgl1-mesa-dri libglx-mesa0
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, subprocess
import numpy as np
import mujoco
xml = """<mujoco><option timestep="0.001" gravity="0 0 -9.81"/><visual><headlight ambient="1 1 1" diffuse="0 0 0" specular="0 0 0"/></visual>
<worldbody><geom name="floor" type="plane" size="5 5 .1" rgba="0 1 0 1"/><camera name="side" pos="0 -4 1" xyaxes="1 0 0 0 0 1"/>
<body name="ball" pos="0 0 2"><freejoint name="free"/><geom type="sphere" size=".2" mass="1" rgba="1 0 0 1"/></body>
<body name="arm" pos="3 0 2"><joint name="hinge" type="hinge" axis="0 1 0"/><geom type="capsule" fromto="0 0 0 0 0 -1" size=".02" mass="0"/><body pos="0 0 -1"><geom type="sphere" size=".01" mass="1"/></body></body></worldbody>
<actuator><motor name="push" joint="hinge"/></actuator><sensor><jointpos name="angle" joint="hinge"/></sensor></mujoco>"""
draw = """
import sys, mujoco, numpy as np
model = mujoco.MjModel.from_xml_string(sys.stdin.read()); data = mujoco.MjData(model); mujoco.mj_forward(model, data); data.qpos[2] = 1; mujoco.mj_forward(model, data)
with mujoco.Renderer(model, 120, 160) as renderer:
    renderer.update_scene(data, camera="side"); picture = renderer.render().astype(int)
    renderer.enable_depth_rendering(); renderer.update_scene(data, camera="side"); depth = renderer.render(); renderer.disable_depth_rendering()
    renderer.enable_segmentation_rendering(); renderer.update_scene(data, camera="side"); kinds = renderer.render()
assert picture.shape == (120, 160, 3) and picture[60, 80, 0] > 180 > 60 > picture[60, 80, 1], picture[60, 80]
assert picture[110, 80, 1] > 180 > 60 > picture[110, 80, 0] and picture[10, 80].sum() < 100, (picture[110, 80], picture[10, 80])
assert abs(depth[60, 80] - 3.8) < 0.1 and depth[10, 80] > 10, depth[60, 80]
assert kinds[60, 80, 0] == 1 and kinds[110, 80, 0] == 0 and kinds[10, 80, 0] == -1, (kinds[60, 80], kinds[110, 80])
"""
model = mujoco.MjModel.from_xml_string(xml); data = mujoco.MjData(model)
assert (model.nq, model.nv, model.nu, model.nbody) == (8, 7, 1, 4) and mujoco.mj_versionString() == mujoco.__version__ and model.body("ball").id == 1
data.joint("hinge").qpos[0] = 0.1; mujoco.mj_forward(model, data); energy = 9.81 * (2 - math.cos(0.1)) + 9.81 * 2
while data.time < 0.5: mujoco.mj_step(model, data)
assert abs(data.body("ball").xpos[2] - (2 - 9.81 * 0.25 / 2)) < 0.01 and data.ncon == 0, data.body("ball").xpos   # it falls
period = 2 * math.pi / math.sqrt(9.81); assert abs(data.sensor("angle").data[0] - 0.1 * math.cos(2 * math.pi * data.time / period)) < 0.003, data.sensor("angle").data
while data.time < 3: mujoco.mj_step(model, data)
assert data.ncon == 1 and abs(data.body("ball").xpos[2] - 0.2) < 0.01 and np.abs(data.joint("free").qvel).max() < 0.02   # it lies
force = np.zeros(6); mujoco.mj_contactForce(model, data, 0, force); assert abs(force[0] - 9.81) < 0.1, force
data.ctrl[0] = 2; mujoco.mj_step(model, data); assert abs(data.actuator("push").force[0] - 2) < 1e-9
spec = mujoco.MjSpec(); body = spec.worldbody.add_body(name="new", pos=[0, 0, 1]); body.add_geom(type=mujoco.mjtGeom.mjGEOM_BOX, size=[0.1, 0.2, 0.3]); built = spec.compile(); assert abs(built.body("new").mass[0] - 1000 * 0.048) < 1e-9
try: mujoco.MjModel.from_xml_string("<mujoco><nothing/></mujoco>")
except ValueError as error: assert "nothing" in str(error)
else: raise AssertionError("took nonsense")
for way in ("glfw", "egl"):
    r = subprocess.run([sys.executable, "-c", draw], input=xml, env={**os.environ, "MUJOCO_GL": way}, capture_output=True, text=True, timeout=120); assert r.returncode == 0, (way, r.stderr[-1500:])
