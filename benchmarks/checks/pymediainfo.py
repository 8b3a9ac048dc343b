"""pymediainfo: technical facts about media files, by libmediainfo.

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, tempfile, wave
from pymediainfo import MediaInfo
assert MediaInfo.can_parse()
path = os.path.join(tempfile.mkdtemp(), "t.wav")
with wave.open(path, "wb") as w:
    w.setnchannels(2); w.setsampwidth(2); w.setframerate(8000)
    w.writeframes(b"\1\2\3\4" * 16000)
for source in (path, io.BytesIO(open(path, "rb").read())):
    info = MediaInfo.parse(source)
    general, audio = info.general_tracks[0], info.audio_tracks[0]
    assert general.format == "Wave" and general.duration == 2000, general.to_data()
    assert (audio.format, audio.sampling_rate, audio.channel_s, audio.bit_depth) == ("PCM", 8000, 2, 16), audio.to_data()
