"""pyerfa: the astronomical routines of ERFA (numbers of its own test program).

native: yes
extra: numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import erfa, numpy as np
assert erfa.cal2jd(2003, 6, 1) == (2400000.5, 52791.0)
assert abs(erfa.era00(2400000.5, 54388.0) - 0.4022837240028158102) < 1e-12
assert abs(erfa.gmst06(2400000.5, 53736.0, 2400000.5, 53736.0) - 1.754174971870091203) < 1e-12
assert abs(erfa.dat(2003, 6, 1, 0.0) - 32.0) < 1e-12
tai1, tai2 = erfa.utctai(2453750.5, np.array([0.892100694]))
assert abs(tai2[0] - 0.8924826384444444444) < 1e-12
xyz = erfa.s2c(3.0123, -0.999)
assert np.allclose(xyz, [-0.5366267667260523906, 0.0697711109765145365, -0.8409302618566214041], atol=1e-12)
assert np.allclose(erfa.c2s(xyz), (3.0123, -0.999)) or np.allclose(erfa.c2s(xyz), (3.0123 - 2 * np.pi, -0.999))
