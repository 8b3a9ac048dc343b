"""ha-ffmpeg: Home Assistant's hand on ffmpeg: images, streams, noise and motion of a camera.

round: 9
native: yes
apt: ffmpeg
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, math, struct, wave
from haffmpeg.camera import CameraMjpeg
from haffmpeg.sensor import SensorMotion, SensorNoise
from haffmpeg.tools import IMAGE_JPEG, IMAGE_PNG, FFVersion, ImageFrame
# A film: 3 s of a dark field, then 3 s of a bright one, as raw frames; and a sound: 2 s silence, 4 s tone, 5 s silence
W, H = 64, 48
with open("film.rgb", "wb") as file:
    for n in range(60): file.write((b"\x00\x00\xff" if n < 30 else b"\xff\xff\x00") * (W * H))
film = f"-f rawvideo -pix_fmt rgb24 -video_size {W}x{H} -framerate 10 -i film.rgb"
with wave.open("sound.wav", "wb") as file:
    file.setparams((1, 2, 8000, 0, "NONE", "")); file.writeframes(b"".join(struct.pack("<h", int(16000 * math.sin(t / 3)) if 16000 <= t < 48000 else 0) for t in range(88000)))
async def main():
    version = await FFVersion("ffmpeg").get_version(); assert version and version[0].isdigit(), version
    png = await ImageFrame("ffmpeg").get_image(film, output_format=IMAGE_PNG)
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", png[16:24]) == (W, H), png[:30]
    jpeg = await ImageFrame("ffmpeg").get_image(film, output_format=IMAGE_JPEG, extra_cmd="-vf scale=32:24 -ss 4"); assert jpeg[:3] == b"\xff\xd8\xff" and jpeg[-2:] == b"\xff\xd9" and struct.pack(">HH", 24, 32) in jpeg, jpeg[:30]
    raw = await ImageFrame("ffmpeg").get_image(film, output_format="bmp", extra_cmd="-ss 4 -vf negate"); assert raw[:2] == b"BM" and raw[-3:] == b"\xff\x00\x00", raw[-12:]      # BGR: not yellow is blue
    camera = CameraMjpeg("ffmpeg"); assert await camera.open_camera(film) and camera.is_running
    stream = await (await camera.get_reader()).read(); assert stream.count(b"Content-type: image/jpeg") == 60 and stream.count(b"\xff\xd8\xff") == 60, len(stream)
    await camera.close()
    async def sensed(sensor, *words, **more):
        await sensor.open_sensor(*words, **more)
        while states[-1:] != [None]: await asyncio.sleep(0.05)
        await sensor.close(); found = states[:]; states.clear(); return found
    states = []
    motion = SensorMotion("ffmpeg", states.append); motion.set_options(changes=10); found = await sensed(motion, film); assert found == [False, True, None], found
    still = SensorMotion("ffmpeg", states.append); found = await sensed(still, film, extra_cmd="-frames:v 20 -vf trim=end=2"); assert found == [False, None], found
    noise = SensorNoise("ffmpeg", states.append); noise.set_options(time_duration=1, time_reset=1, peak=-30); found = await sensed(noise, "-re -i sound.wav"); assert found == [False, True, False, None], found
asyncio.run(asyncio.wait_for(main(), 120))
