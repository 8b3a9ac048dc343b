"""pybullet: bodies that fall and collide, robots and cameras, by the physics of Bullet.

round: 10
native: yes
extra: numpy
apt: libgl1 libx11-6
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, os, tempfile
import numpy as np
import pybullet as p
import pybullet_data
d = tempfile.mkdtemp()
client = p.connect(p.DIRECT); assert client >= 0 and p.isConnected(); p.setAdditionalSearchPath(pybullet_data.getDataPath()); p.setGravity(0, 0, -10)
plane = p.loadURDF("plane.urdf")
ball = p.createMultiBody(baseMass=1, baseCollisionShapeIndex=p.createCollisionShape(p.GEOM_SPHERE, radius=0.5), basePosition=[0, 0, 5.5])
p.changeDynamics(ball, -1, linearDamping=0)
for _ in range(120): p.stepSimulation()   # half a second
height = p.getBasePositionAndOrientation(ball)[0][2]; assert abs(height - (5.5 - 1.25)) < 0.03, height
for _ in range(600): p.stepSimulation()
assert abs(p.getBasePositionAndOrientation(ball)[0][2] - 0.5) < 0.02 and len(p.getContactPoints(ball, plane)) == 1 and abs(p.getContactPoints(ball, plane)[0][9] - 10 / 240 * 240) < 1
hit = p.rayTest([0, 0, 10], [0, 0, -10])[0]; assert hit[0] == ball and abs(hit[3][2] - 1) < 0.02, hit
open(d + "/arm.urdf", "w").write("""<robot name="arm"><link name="base"><inertial><mass value="1"/><inertia ixx="1" iyy="1" izz="1" ixy="0" ixz="0" iyz="0"/></inertial></link>
<link name="rod"><inertial><origin xyz="0 0 -1"/><mass value="1"/><inertia ixx="0.01" iyy="0.01" izz="0.01" ixy="0" ixz="0" iyz="0"/></inertial><visual><origin xyz="0 0 -0.5"/><geometry><box size="0.1 0.1 1"/></geometry><material name="r"><color rgba="1 0 0 1"/></material></visual></link>
<joint name="hinge" type="revolute"><parent link="base"/><child link="rod"/><axis xyz="0 1 0"/><limit lower="-3" upper="3" effort="100" velocity="100"/></joint></robot>""")
arm = p.loadURDF(d + "/arm.urdf", [5, 0, 3], useFixedBase=True); assert p.getNumJoints(arm) == 1 and p.getJointInfo(arm, 0)[1] == b"hinge"
p.setJointMotorControl2(arm, 0, p.VELOCITY_CONTROL, force=0); p.changeDynamics(arm, 0, linearDamping=0, angularDamping=0, jointDamping=0); p.resetJointState(arm, 0, 0.1)
angles = []
for _ in range(960): p.stepSimulation(); angles.append(p.getJointState(arm, 0)[0])
crossed = [i for i in range(1, 960) if angles[i - 1] > 0 >= angles[i]]; period = (crossed[1] - crossed[0]) / 240; assert abs(period - 2 * math.pi * math.sqrt(1.01 / 10)) < 0.05, period
p.setJointMotorControl2(arm, 0, p.POSITION_CONTROL, targetPosition=1.0, force=100)
for _ in range(480): p.stepSimulation()
assert abs(p.getJointState(arm, 0)[0] - 1) < 0.02 and abs(p.calculateInverseDynamics(arm, [math.pi / 2], [0], [0])[0]) - 10 < 0.1
view = p.computeViewMatrix([5, -4, 3], [5, 0, 3], [0, 0, 1]); lens = p.computeProjectionMatrixFOV(60, 1, 0.1, 20)
p.resetJointState(arm, 0, 0); width, height, rgb, depth, mask = p.getCameraImage(100, 100, view, lens, renderer=p.ER_TINY_RENDERER)
mask = np.reshape(mask, (100, 100)); rgb = np.reshape(rgb, (100, 100, 4)); assert (width, height) == (100, 100) and 20 < (mask & 0xFFFFFF == arm).sum() < 400 and (mask & 0xFFFFFF == plane).sum() > 1000
red = rgb[mask & 0xFFFFFF == arm].mean(axis=0); assert red[0] > 2 * red[1], red
robot = p.loadURDF("kuka_iiwa/model.urdf", [0, 5, 0], useFixedBase=True); goal = [0.4, 5.1, 0.6]
for _ in range(50):
    for joint, angle in enumerate(p.calculateInverseKinematics(robot, 6, goal)): p.resetJointState(robot, joint, angle)
assert math.dist(p.getLinkState(robot, 6, computeForwardKinematics=True)[4], goal) < 0.02
state = p.saveState(); before = p.getBasePositionAndOrientation(ball); p.applyExternalForce(ball, -1, [500, 0, 0], [0, 0, 0], p.WORLD_FRAME); p.stepSimulation(); assert p.getBaseVelocity(ball)[0][0] > 1; p.restoreState(state); assert p.getBasePositionAndOrientation(ball) == before
assert p.isNumpyEnabled() in (0, 1) and np.allclose(p.getMatrixFromQuaternion(p.getQuaternionFromEuler([0, 0, math.pi / 2])), [0, -1, 0, 1, 0, 0, 0, 0, 1], atol=1e-9)
p.disconnect(); assert not p.isConnected()
