"""altair: charts by Vega-Lite; here as pictures, by vl-convert-python and the system's fonts.

round: 10
native: no
extra: vl-convert-python, pandas, pillow
apt: fonts-dejavu-core
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, json, os, tempfile
import altair as alt
import pandas as pd
from PIL import Image
d = tempfile.mkdtemp()
frame = pd.DataFrame({"day": pd.date_range("2024-01-01", periods=30), "snow": [(i * 7) % 30 + 1 for i in range(30)], "kind": ["wet", "dry", "ice"] * 10})
chart = alt.Chart(frame, title="Schnee", width=300, height=150).mark_bar(color="#ff0000").encode(x="kind:N", y="mean(snow):Q", tooltip=["kind", "snow"]).configure(font="DejaVu Sans")
spec = json.loads(chart.to_json()); assert spec["encoding"]["y"] == {"aggregate": "mean", "field": "snow", "type": "quantitative"} and len(next(iter(spec["datasets"].values()))) == 30
for name in ("a.png", "a.svg", "a.pdf", "a.html", "a.json"): chart.save(d + "/" + name)
image = Image.open(d + "/a.png").convert("RGB"); assert image.width > 320 and image.height > 170
columns = [sum(image.getpixel((x, y)) == (255, 0, 0) for y in range(image.height)) for x in range(image.width)]
means = frame.groupby("kind").snow.mean(); tops = [n for before, n, after in zip(columns, columns[1:], columns[2:]) if n > 5 and before == n == after]
assert len(tops) > 200 and abs(max(tops) / min(tops) - means.max() / means.min()) < 0.1, (set(tops), means)
svg = open(d + "/a.svg").read(); assert svg.startswith("<svg") and all(f">{word}</text>" in svg for word in ("Schnee", "wet", "dry", "ice")) and "DejaVu Sans" in svg
assert open(d + "/a.pdf", "rb").read(5) == b"%PDF-" and "vegaEmbed" in open(d + "/a.html").read()
points = alt.Chart(frame).mark_point().encode(x="day:T", y="snow:Q", color="kind:N"); line = alt.Chart(frame).mark_line().encode(x="day:T", y="mean(snow):Q")
both = (points + line) | points.transform_filter(alt.datum.kind == "ice"); both.save(d + "/b.svg"); text = open(d + "/b.svg").read()
assert text.count('aria-roledescription="point"') == 40, text.count('aria-roledescription="point"')   # 30 and 10
both.save(d + "/b.png", scale_factor=2); both.save(d + "/c.png"); assert abs(Image.open(d + "/b.png").width / Image.open(d + "/c.png").width - 2) < 0.02
def wide(font):
    named = alt.Chart(pd.DataFrame({"name": ["a long long name iiii"], "n": [1]}), width=50).mark_bar().encode(y="name:N", x="n:Q").configure_axis(labelFont=font, labelFontSize=20, labelLimit=0); named.save(d + "/w.png")
    return Image.open(d + "/w.png").width
assert wide("DejaVu Sans Mono") > wide("DejaVu Sans") + 15
try: alt.Chart(frame).mark_bar().encode(x=alt.X("kind:N", sort=5)).to_dict()
except Exception as error: assert "5" in str(error)
else: raise AssertionError("took what is no order")
