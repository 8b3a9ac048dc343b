"""PyAV: reads and writes films and sounds, with FFmpeg's libraries.

round: 6
native: yes
extra: numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.chdir(d)
from fractions import Fraction
import av, av.filter
import numpy as np
def film(name, video, audio, pixels="yuv420p", rate=48000):
    with av.open(name, "w") as out:
        v = out.add_stream(video, rate=25); v.width, v.height, v.pix_fmt = 320, 240, pixels
        a = out.add_stream(audio, rate=rate) if audio else None
        for i in range(50):
            picture = np.zeros((240, 320, 3), np.uint8); picture[:, :, 2] = 200; picture[100:140, 4 * i:4 * i + 40] = 255
            for packet in v.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")): out.mux(packet)
        for packet in v.encode(): out.mux(packet)
        if a:
            tone = (0.4 * np.sin(2 * np.pi * 440 * np.arange(2 * rate) / rate)).astype(np.float32)
            for i in range(0, 2 * rate, 960):
                frame = av.AudioFrame.from_ndarray(tone[None, i:i + 960].copy(), format="flt", layout="mono"); frame.sample_rate = rate; frame.pts = i; frame.time_base = Fraction(1, rate)
                for packet in a.encode(frame): out.mux(packet)
            for packet in a.encode(): out.mux(packet)
for name, video, audio, has in (("a.mp4", "libx264", "aac", "h264"), ("a.webm", "libvpx", "libopus", "vp8"), ("b.webm", "libvpx-vp9", "libopus", "vp9"), ("a.mkv", "mpeg4", "flac", "mpeg4"), ("a.avi", "mjpeg", "libmp3lame", "mjpeg")):
    film(name, video, audio, "yuvj420p" if video == "mjpeg" else "yuv420p")
    with av.open(name) as f:
        assert f.streams.video[0].codec_context.name.startswith(has), (name, f.streams.video[0].codec_context.name)
        frames = [frame.to_ndarray(format="rgb24") for frame in f.decode(video=0)]
    assert len(frames) == 50 and frames[0].shape == (240, 320, 3), (name, len(frames))
    assert frames[30][120, 140].min() > 200 and frames[30][20, 20, 2] > 150 and frames[30][20, 20, 0] < 60, (name, frames[30][120, 140], frames[30][20, 20])
    with av.open(name) as f:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=16000)
        sound = np.concatenate([part.to_ndarray().ravel() for frame in f.decode(audio=0) for part in resampler.resample(frame)])
    power = np.abs(np.fft.rfft(sound[8000:24000])); assert abs(power.argmax() - 440) < 3 and abs(len(sound) - 32000) < 2500, (name, power.argmax(), len(sound))
with av.open("a.mp4") as f:
    f.seek(1_000_000); first = next(f.decode(video=0)); assert abs(float(f.duration) / av.time_base - 2) < 0.2 and first.time is not None
    graph = av.filter.Graph(); source = graph.add_buffer(template=f.streams.video[0]); scale = graph.add("scale", "160:120"); turn = graph.add("hflip"); sink = graph.add("buffersink")
    source.link_to(scale); scale.link_to(turn); turn.link_to(sink); graph.configure()
    graph.push(first); small = graph.pull(); assert (small.width, small.height) == (160, 120)
try: av.open(__file__)
except av.error.FFmpegError as error: assert isinstance(error, av.error.InvalidDataError), error
else: raise AssertionError("a text was a film")
