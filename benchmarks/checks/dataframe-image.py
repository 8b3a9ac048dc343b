"""dataframe-image: pictures of pandas' tables, drawn by a browser.

round: 7
native: yes
apt: chromium
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import tempfile
d = tempfile.mkdtemp()
os.environ["HOME"] = d
import dataframe_image as dfi
import pandas as pd
from PIL import Image
df = pd.DataFrame({"flake": ["star", "plate", "\u00e9t\u00e9"], "arms": [6, 0, 12]})
dfi.export(df, d + "/a.png", table_conversion="chrome")
image = Image.open(d + "/a.png").convert("RGB")
assert 60 < image.width < 500 and 60 < image.height < 400, image.size
assert min(image.convert("L").getdata()) < 100 and image.convert("L").histogram()[255] > 500
red = df.style.set_properties(**{"background-color": "#ff0000"})
dfi.export(red, d + "/b.png", table_conversion="chrome", dpi=200)
image2 = Image.open(d + "/b.png").convert("RGB")
assert image2.width > 1.5 * image.width, (image.size, image2.size)
assert sum(p == (255, 0, 0) for p in image2.getdata()) > 0.3 * image2.width * image2.height
df.dfi.export(d + "/c.png", max_rows=2)
assert Image.open(d + "/c.png").size != image.size
