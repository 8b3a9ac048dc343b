"""moviepy: cuts and composes films; ffmpeg (from imageio-ffmpeg) writes and reads them.

native: no
extra: numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import numpy as np
from moviepy import AudioClip, ColorClip, CompositeVideoClip, TextClip, VideoFileClip
d = tempfile.mkdtemp()
os.chdir(d)
red = ColorClip((160, 120), color=(255, 0, 0), duration=1.0)
blue = ColorClip((80, 60), color=(0, 0, 255), duration=1.0).with_position((40, 30))
text = TextClip(text="Hi", font_size=20, color="white", duration=1.0)
sound = AudioClip(lambda t: np.array([np.sin(440 * 2 * np.pi * t), np.sin(880 * 2 * np.pi * t)]).T.copy(order="C"), duration=1.0, fps=44100)
film = CompositeVideoClip([red, blue, text]).with_audio(sound)
film.write_videofile("t.mp4", fps=10, codec="libx264", audio_codec="aac", logger=None)
back = VideoFileClip("t.mp4")
assert tuple(back.size) == (160, 120) and abs(back.duration - 1) < 0.2 and back.fps == 10, (back.size, back.duration)
frame = back.get_frame(0.5).astype(int)
assert abs(frame[100, 150] - (255, 0, 0)).max() < 40 and abs(frame[60, 80] - (0, 0, 255)).max() < 40, (frame[100, 150], frame[60, 80])
assert back.audio is not None and 0.3 < np.abs([back.audio.get_frame(at / 100) for at in range(20, 60)]).max() <= 1.2
back.close()
