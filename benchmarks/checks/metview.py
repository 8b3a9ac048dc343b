"""metview: ECMWF's Metview from Python: fields of weather models, computed by the metview program.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
os.environ["HOME"] = os.environ["METVIEW_TMPDIR"] = tempfile.mkdtemp()
os.environ["METVIEW_PYTHON_START_TIMEOUT"] = "60"
import metview as mv
import numpy as np
assert mv.version_info()["metview_major"] >= 5
vector = mv.distance(mv.create_geo(type="xyv", latitudes=[0.0], longitudes=[0.0], values=[1.0]), 0, 90).values() if hasattr(mv, "create_geo") else None
assert vector is not None and abs(float(np.ravel(vector)[0]) - 10018000) < 30000, vector
