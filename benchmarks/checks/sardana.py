"""Sardana: drives the motors and counters of an experiment; here its pool in one process, with the dummies and a diffractometer (libhkl).

round: 6
native: no
extra: PyGObject, pytest
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import time, unittest
import numpy as np
import gi
gi.require_version("Hkl", "5.0")
from sardana.pool.test import BasePoolTestCase
from sardana.pool.poolcontrollers.HklPseudoMotorController import DiffracE4C
from sardana.sardanadefs import State
class Pool(BasePoolTestCase, unittest.TestCase):
    def setUp(self): BasePoolTestCase.setUp(self)
    def tearDown(self): BasePoolTestCase.tearDown(self)
    def runTest(self):
        one, two = self.mots["_test_mot_1_1"], self.mots["_test_mot_1_2"]
        for m in (one, two): m.set_velocity(1000); m.set_acceleration(0.05)
        one.set_position(20.0)
        end = time.time() + 20
        while one.get_state(cache=False) == State.Moving or abs(one.get_position(cache=False).value - 20) > 1e-3:
            self.assertLess(time.time(), end); time.sleep(0.05)
        self.assertEqual(two.get_position(cache=False).value, 0)
unittest.main(argv=["x", "Pool"], exit=False).result.wasSuccessful() or exit("the pool")
ctrl = DiffracE4C("diff", {"DiffractometerType": "E4CV"})
for axis in "ABC": getattr(ctrl, "set" + axis)(1.54)
ctrl.setWavelength(1.54)
assert list(ctrl.motor_roles) == ["omega", "chi", "phi", "tth"] and "hkl" in ctrl.getEngineList() and "bissector" in ctrl.getEngineModeList()
for angles, hkl in (((30, 0, 0, 60), (0, 0, 1)), ((30, 0, 90, 60), (1, 0, 0)), ((30, -90, 0, 60), (0, -1, 0))):
    found = ctrl.CalcAllPseudo([float(a) for a in angles], None)[:3]
    assert np.allclose(found, hkl, atol=1e-6), (angles, found)
ub = np.array(ctrl.getUBMatrix())
assert ub.shape == (3, 3) and abs(abs(np.linalg.det(ub)) - (2 * np.pi / 1.54) ** 3) < 1e-3, ub
ctrl.setA(3.08)
assert np.allclose(ctrl.CalcAllPseudo([30.0, 0.0, 90.0, 60.0], None)[:3], (2, 0, 0), atol=1e-6)
