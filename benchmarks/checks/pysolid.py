"""PySolid: how tides move the solid Earth, by Milbert's Fortran.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import datetime as dt
import numpy as np
import pysolid
when, east, north, up = pysolid.calc_solid_earth_tides_point(34.0, -118.0, dt.datetime(2020, 11, 5, 12), dt.datetime(2020, 12, 31), step_sec=600, verbose=False)
assert len(when) == len(up) and len(when) > 7900 and when[0].year == 2020
assert 0.1 < np.ptp(up) < 0.6 and np.ptp(east) < np.ptp(up) and np.ptp(north) < np.ptp(up), (np.ptp(up), np.ptp(east), np.ptp(north))
power = np.abs(np.fft.rfft(up - up.mean())) ** 2
hours = 1 / (np.fft.rfftfreq(len(up), 600 / 3600)[1:][power[1:].argmax()])
assert abs(hours - 12.42) < 0.3 or abs(hours - 23.93) < 1, hours   # the moon twice a day, or once
meta = {"LENGTH": 20, "WIDTH": 25, "X_FIRST": -118.0, "Y_FIRST": 34.0, "X_STEP": 0.1, "Y_STEP": -0.1}
e, n, u = pysolid.calc_solid_earth_tides_grid(dt.datetime(2020, 12, 25, 14, 7, 44), meta, display=False, verbose=False)
assert u.shape == (20, 25) and np.isfinite(u).all() and np.abs(u).max() < 0.5 and u.std() > 0
near = min(range(len(when)), key=lambda i: abs(when[i] - dt.datetime(2020, 12, 25, 14, 7, 44)))
assert abs(u[0, 0] - up[near]) < 0.01, (u[0, 0], up[near])
