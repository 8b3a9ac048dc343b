"""pyorick: runs the interpreter yorick from Python and exchanges arrays with it.
pyorick 1.5 still says np.complex_, which numpy 2 (all there is for Python 3.13) took away: its users give it back, as here.

native: yes
extra: numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
np.complex_ = np.complex128
from pyorick import Yorick
yo = Yorick()
yo("junk = 42;")
assert yo("=junk") == 42 and yo.v.junk == 42
yo.v.x = np.arange(10.0)
assert yo("=sum(x)") == 45.0
yo("y = span(0., 1., 5)(::-1);")
assert np.allclose(yo.v.y, [1, .75, .5, .25, 0]), yo.v.y
yo("require, \"bessel.i\"; b = bessj0(0.);")   # the interpreter's own library
assert abs(yo.v.b - 1) < 1e-6
yo.kill()
