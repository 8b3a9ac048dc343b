"""RocketCEA: NASA's Fortran code for rocket engines, built from its source.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
os.environ["HOME"] = tempfile.mkdtemp()
from rocketcea.cea_obj import CEA_Obj
engine = CEA_Obj(oxName="LOX", fuelName="LH2")
isp = engine.get_Isp(Pc=1000.0, MR=6.0, eps=40.0)
assert 440 < isp < 475, isp
t = engine.get_Tcomb(Pc=1000.0, MR=6.0)
assert 6000 < t < 6600, t
