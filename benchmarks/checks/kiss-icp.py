"""KISS-ICP: follows the way of a lidar from scan to scan, in C++ with Eigen, TBB and Sophus.

round: 7
native: yes
apt: libeigen3-dev libtbb-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
from kiss_icp.config import KISSConfig
from kiss_icp.kiss_icp import KissICP
from kiss_icp.voxelization import voxel_down_sample
rng = np.random.default_rng(7)
def wall(n, x, y, z):
    return np.column_stack([rng.uniform(*r, n) if r[0] != r[1] else np.full(n, r[0]) for r in (x, y, z)])
# A street: a floor, two rows of houses with their sides, poles.
world = np.vstack([wall(30000, (-40, 60), (-15, 15), (0, 0)), wall(20000, (-40, 60), (15, 15), (0, 8)), wall(20000, (-40, 60), (-15, -15), (0, 8))]
    + [wall(2000, (x, x), (8, 15), (0, 6)) for x in range(-35, 60, 11)] + [wall(2000, (x, x), (-15, -9), (0, 6)) for x in range(-37, 60, 13)]
    + [wall(500, (x, x + 0.3), (y, y + 0.3), (0, 5)) for x, y in rng.uniform((-38, -8), (58, 8), (20, 2))])
def scan(step):
    angle, at = 0.02 * step, np.array([0.5 * step, 0.05 * step, 1.5])
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    points = (world[rng.random(len(world)) < 0.5] - at) @ turn
    return points[np.linalg.norm(points, axis=1) < 40] + 0.0, at, turn
config = KISSConfig()
config.data.deskew = False
config.data.max_range = 40.0
config.mapping.voxel_size = 0.4
odometry = KissICP(config)
for step in range(20):
    points, at, turn = scan(step)
    frame, source = odometry.register_frame(points, np.zeros(len(points)))
    assert len(frame) > 1000 and 100 < len(source) < len(frame)
start = scan(0)[1]
assert np.linalg.norm(odometry.last_pose[:3, 3] - (at - start)) < 0.2, (odometry.last_pose, at)
assert np.abs(odometry.last_pose[:3, :3] - turn).max() < 0.02, (odometry.last_pose, turn)
there = odometry.local_map.point_cloud()
assert len(there) > 1000 and there[:, 0].max() > 35
few = voxel_down_sample(points, 1.0)
assert len(few) == len(np.unique(np.floor(points), axis=0)), (len(few), len(points))
