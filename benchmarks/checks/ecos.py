"""ECOS: solves convex cone programmes, by the C library of that name, that is compiled in.

round: 10
native: yes
apt: ca-certificates
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math
import numpy as np
import scipy.sparse as sp
import ecos
quiet = {"verbose": False}
# A linear programme: maximise 3x + 2y
G = sp.csc_matrix(np.array([[1.0, 1], [1, 3], [-1, 0], [0, -1]])); h = np.array([4.0, 6, 0, 0])
s = ecos.solve(np.array([-3.0, -2]), G, h, {"l": 4, "q": [], "e": 0}, **quiet)
assert s["info"]["exitFlag"] == 0 and np.allclose(s["x"], [4, 0], atol=1e-6) and abs(s["info"]["pcost"] + 12) < 1e-6 and abs(s["info"]["dcost"] + 12) < 1e-6, s
assert np.all(s["z"] > -1e-8) and np.all(s["s"] > -1e-8) and np.allclose(G @ s["x"] + s["s"], h, atol=1e-6) and np.allclose(G.T @ s["z"] + [-3, -2], 0, atol=1e-6)
# A cone of the second order: the point of a plane that is nearest to the origin
n = 5; a = np.arange(1.0, n + 1)
c = np.r_[np.zeros(n), 1]; A = sp.csc_matrix(np.r_[a, 0][None, :]); b = np.array([11.0])
order = sp.csc_matrix(-np.vstack([np.r_[np.zeros(n), 1], np.hstack([np.eye(n), np.zeros((n, 1))])]))
s = ecos.solve(c, order, np.zeros(n + 1), {"l": 0, "q": [n + 1]}, A, b, **quiet)
assert np.allclose(s["x"][:n], 11 * a / (a @ a), atol=1e-6) and abs(s["x"][n] - 11 / math.sqrt(a @ a)) < 1e-6, s["x"]
# An exponential cone: the least x with exp(1) <= x
s = ecos.solve(np.array([1.0]), sp.csc_matrix(np.array([[0.0], [-1.0], [0.0]])), np.array([1.0, 0.0, 1.0]), {"l": 0, "q": [], "e": 1}, **quiet)
assert s["info"]["exitFlag"] == 0 and abs(s["x"][0] - math.e) < 1e-5, s
# Whole numbers, by branch and bound
s = ecos.solve(np.array([-1.0, -1]), sp.csc_matrix(np.array([[2.0, 2], [-1, 0], [0, -1]])), np.array([7.0, 0, 0]), {"l": 3, "q": []}, int_vars_idx=[0, 1], **quiet)
assert abs(s["x"].sum() - 3) < 1e-4 and np.allclose(s["x"], np.round(s["x"]), atol=1e-4), s["x"]
s = ecos.solve(np.array([-5.0, -4, -3]), sp.csc_matrix(np.array([[2.0, 3, 1]])), np.array([4.0]), {"l": 1, "q": []}, bool_vars_idx=[0, 1, 2], **quiet)
assert np.allclose(s["x"], [1, 0, 1], atol=1e-4), s["x"]
none = ecos.solve(np.array([1.0]), sp.csc_matrix(np.array([[1.0], [-1.0]])), np.array([0.0, -1.0]), {"l": 2, "q": []}, **quiet); assert none["info"]["exitFlag"] == 1, none["info"]["infostring"]
far = ecos.solve(np.array([-1.0]), sp.csc_matrix(np.array([[-1.0]])), np.array([0.0]), {"l": 1, "q": []}, **quiet); assert far["info"]["exitFlag"] == 2, far["info"]["infostring"]
try: ecos.solve(np.array([1.0]), np.eye(1), np.array([1.0]), {"l": 1, "q": []}, **quiet)
except TypeError: pass
else: raise AssertionError("took what is not sparse")
