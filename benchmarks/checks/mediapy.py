"""mediapy: reads, writes and shows images and videos in notebooks; ffmpeg reads and writes the videos.

round: 7
native: yes
extra: numpy
apt: ffmpeg
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import base64, os, re, tempfile
import numpy as np
import mediapy as media
d = tempfile.mkdtemp()
image = media.color_ramp((64, 96))
media.write_image(d + "/a.png", image)
assert np.abs(media.read_image(d + "/a.png").astype(int) - media.to_uint8(image)).max() == 0
video = media.moving_circle((128, 192), num_images=12)
media.write_video(d + "/v.mp4", video, fps=24, qp=10)
back = media.read_video(d + "/v.mp4")
assert back.shape == (12, 128, 192, 3) and back.dtype == np.uint8 and abs(back.metadata.fps - 24) < 0.01 and tuple(back.metadata.shape) == (128, 192), (back.shape, back.metadata)
assert np.abs(back.astype(int) - media.to_uint8(video)).mean() < 6, np.abs(back.astype(int) - media.to_uint8(video)).mean()
with media.VideoReader(d + "/v.mp4") as r:
    with media.VideoWriter(d + "/dark.mp4", shape=r.shape, fps=r.fps, bps=r.bps) as w:
        for frame in r:
            w.add_image(media.to_float01(frame) * 0.5)
dark = media.read_video(d + "/dark.mp4")
assert len(dark) == 12 and abs(dark.mean() * 2 - back.mean()) < 8, (dark.mean(), back.mean())
media.write_video(d + "/v.gif", video, fps=10, codec="gif")
assert open(d + "/v.gif", "rb").read(6) == b"GIF89a" and len(media.read_video(d + "/v.gif")) == 12
gray = media.read_video(d + "/v.mp4", output_format="gray")
assert gray.shape == (12, 128, 192), gray.shape
data = media.compress_video(video, fps=24)
assert data[4:8] == b"ftyp" and media.decompress_video(data).shape == (12, 128, 192, 3)
html = media.show_video(video, fps=24, return_html=True, title="Circle")
found = re.search(r"data:video/mp4;base64,([A-Za-z0-9+/=]+)", html)
assert "Circle" in html and base64.b64decode(found[1])[4:8] == b"ftyp", html[:300]
