"""opuslib_next: encodes and decodes sound by libopus.

round: 9
native: yes
apt: libopus0
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import array, math
import opuslib_next
rate, frame = 48000, 960   # 20 ms
def tone(hertz, start): return array.array("h", (round(12000 * math.sin(2 * math.pi * hertz * (start + i) / rate)) for i in range(frame) for _ in range(2))).tobytes()
def strength(samples, hertz):   # of a frequency in the left channel
    left = samples[::2]
    return math.hypot(*(sum(s * f(2 * math.pi * hertz * i / rate) for i, s in enumerate(left)) for f in (math.sin, math.cos))) / len(left)
encoder, decoder = opuslib_next.Encoder(rate, 2, opuslib_next.APPLICATION_AUDIO), opuslib_next.Decoder(rate, 2)
encoder.bitrate = 96000; encoder.complexity = 5; encoder.vbr = 1
assert (encoder.bitrate, encoder.complexity, encoder.sample_rate, encoder.application) == (96000, 5, rate, opuslib_next.APPLICATION_AUDIO)
packets, sound = [], array.array("h")
for n in range(50):
    packet = encoder.encode(tone(1000, n * frame), frame); packets.append(packet)
    part = decoder.decode(packet, frame); assert len(part) == frame * 4, len(part)
    assert encoder.final_range == decoder.final_range   # both have seen the same bits
    sound.frombytes(part)
assert 20 < sum(map(len, packets)) / 50 < 600, [len(p) for p in packets]
assert strength(sound[9600:19200], 1000) > 4000 and strength(sound[9600:19200], 3000) < 400, [strength(sound[9600:19200], h) for h in (1000, 3000)]
floats = array.array("f", opuslib_next.Decoder(rate, 2).decode_float(packets[10], frame)); assert len(floats) == 2 * frame and max(map(abs, floats)) < 2
low = opuslib_next.Encoder(8000, 1, opuslib_next.APPLICATION_VOIP); assert len(low.encode(bytes(320), 160)) < 60
from opuslib_next.api import decoder as plain, info
assert "libopus" in (info.get_version_string() if isinstance(info.get_version_string(), str) else info.get_version_string().decode())
assert plain.packet_get_nb_channels(packets[0]) == 2 and plain.packet_get_nb_frames(packets[0]) == 1 and plain.packet_get_samples_per_frame(packets[0], rate) == frame
try: opuslib_next.Encoder(44100, 2, opuslib_next.APPLICATION_AUDIO)
except opuslib_next.OpusError as error: assert error.code == opuslib_next.BAD_ARG, error.code
else: raise AssertionError("took 44100 Hz")
