"""pyalsaaudio: sound through ALSA. Without a card: its "null" device, which its own configuration files define.

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import alsaaudio
assert alsaaudio.asoundlib_version().startswith("1.")
assert isinstance(alsaaudio.cards(), list)
assert "null" in alsaaudio.pcms(alsaaudio.PCM_PLAYBACK), alsaaudio.pcms(alsaaudio.PCM_PLAYBACK)
pcm = alsaaudio.PCM(type=alsaaudio.PCM_PLAYBACK, mode=alsaaudio.PCM_NORMAL, device="null", channels=1, rate=8000, format=alsaaudio.PCM_FORMAT_S16_LE, periodsize=160)
assert pcm.write(b"\0" * 320) == 160
assert pcm.pcmtype() == alsaaudio.PCM_PLAYBACK
pcm.close()
if not alsaaudio.cards():
    try:
        alsaaudio.Mixer()
    except alsaaudio.ALSAAudioError as error:
        assert "file or directory" in str(error), error
    else:
        raise SystemExit("a mixer without a card")
