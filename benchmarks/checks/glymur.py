"""glymur: reads and writes JPEG 2000, with libopenjp2.

round: 2
native: yes
extra: packaging
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import glymur, numpy as np
d = tempfile.mkdtemp()
data = np.zeros((64, 64, 3), np.uint8); data[:, :, 0] = np.arange(64)[None, :] * 4; data[:32, :, 2] = 200
glymur.Jp2k(d + "/a.jp2", data=data)
jp2 = glymur.Jp2k(d + "/a.jp2")
assert jp2.shape == (64, 64, 3) and (jp2[:] == data).all()
assert jp2[::2, ::2].shape == (32, 32, 3)
assert any(box.box_id == "jp2c" for box in jp2.box)
