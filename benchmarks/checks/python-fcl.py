"""python-fcl: collisions of and distances between bodies, with FCL and OctoMap.

round: 7
native: yes
apt: liboctomap-dev libfcl-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
import fcl
ball = fcl.CollisionObject(fcl.Sphere(1.0), fcl.Transform(np.array([0.0, 0.0, 0.0])))
box = fcl.CollisionObject(fcl.Box(1.0, 1.0, 1.0), fcl.Transform(np.array([3.0, 0.0, 0.0])))
result = fcl.DistanceResult()
assert abs(fcl.distance(ball, box, fcl.DistanceRequest(enable_nearest_points=True), result) - 1.5) < 1e-3
assert np.allclose(result.nearest_points[0], [1, 0, 0], atol=1e-2) and np.allclose(result.nearest_points[1], [2.5, 0, 0], atol=1e-2), result.nearest_points
assert fcl.collide(ball, box, fcl.CollisionRequest(), fcl.CollisionResult()) == 0
box.setTranslation(np.array([1.3, 0.0, 0.0]))
hit = fcl.CollisionResult()
assert fcl.collide(ball, box, fcl.CollisionRequest(enable_contact=True), hit) > 0 and hit.is_collision
assert abs(hit.contacts[0].penetration_depth - 0.2) < 0.02, hit.contacts[0].penetration_depth
corners = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
faces = np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]])
mesh = fcl.BVHModel()
mesh.beginModel(len(faces), len(corners)); mesh.addSubModel(corners, faces); mesh.endModel()
body = fcl.CollisionObject(mesh, fcl.Transform(np.array([10.0, 0.0, 0.0])))
assert abs(fcl.distance(body, ball, fcl.DistanceRequest(), fcl.DistanceResult()) - 9.0) < 1e-2
start, cube = fcl.CollisionObject(fcl.Sphere(1.0), fcl.Transform(np.array([0.0, 0.0, 0.0]))), fcl.CollisionObject(fcl.Box(1.0, 1.0, 1.0), fcl.Transform(np.array([10.0, 0.0, 0.0])))
swept = fcl.ContinuousCollisionResult()
when = fcl.continuousCollide(start, fcl.Transform(np.array([20.0, 0.0, 0.0])), cube, fcl.Transform(np.array([10.0, 0.0, 0.0])), fcl.ContinuousCollisionRequest(), swept)
assert swept.is_collide and 0.3 < when < 0.55, when
tree = fcl.OcTree(0.1, b"# Octomap OcTree binary file\nid OcTree\nsize 2\nres 0.1\ndata\n\x00\x20")   # it is full where y and z are positive, and x is not
full = fcl.CollisionObject(tree, fcl.Transform())
for place, hits in (([-4.0, 3.0, 3.0], True), ([3.0, 3.0, 3.0], False)):
    result = fcl.CollisionResult()
    fcl.collide(full, fcl.CollisionObject(fcl.Box(1.0, 1.0, 1.0), fcl.Transform(np.array(place))), fcl.CollisionRequest(), result)
    assert result.is_collision is hits, (place, result.is_collision)
manager = fcl.DynamicAABBTreeCollisionManager()
manager.registerObjects([ball, box, body]); manager.setup()
seen = fcl.CollisionData(request=fcl.CollisionRequest(num_max_contacts=10))
manager.collide(seen, fcl.defaultCollisionCallback)
assert seen.result.is_collision
