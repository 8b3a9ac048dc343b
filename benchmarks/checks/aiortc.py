"""aiortc: WebRTC: two peers on loopback send each other data, sound (Opus) and pictures (VP8, H.264), encrypted.

round: 6
native: yes
extra: numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, fractions
import av
import aioice.ice
import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack
aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]   # it leaves loopback out, and there may be nothing else
class Snow(VideoStreamTrack):
    async def recv(self):
        pts, base = await self.next_timestamp()
        picture = np.zeros((240, 320, 3), np.uint8); picture[:, :160] = (0, 0, 220); picture[:, 160:] = (230, 230, 230)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24"); frame.pts, frame.time_base = pts, base
        return frame
class Tone(AudioStreamTrack):
    at = 0
    async def recv(self):
        await super().recv()
        wave = (9000 * np.sin(2 * np.pi * 440 * (self.at + np.arange(960)) / 48000)).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(wave[None, :], format="s16", layout="mono"); frame.sample_rate, frame.pts, frame.time_base = 48000, self.at, fractions.Fraction(1, 48000)
        self.at += 960
        return frame
async def call(codec):
    a, b = RTCPeerConnection(RTCConfiguration(iceServers=[])), RTCPeerConnection(RTCConfiguration(iceServers=[]))
    got, tracks, done = [], {}, asyncio.Event()
    channel = a.createDataChannel("chat")
    channel.on("open", lambda: channel.send("six sides?")); channel.on("message", lambda m: (got.append(m), done.set()))
    b.on("datachannel", lambda c: c.on("message", lambda m: c.send(m.upper())))
    b.on("track", lambda track: tracks.update({track.kind: track}))
    a.addTrack(Tone()); a.addTrack(Snow())
    video = next(t for t in a.getTransceivers() if t.kind == "video")
    video.setCodecPreferences([c for c in RTCRtpSender.getCapabilities("video").codecs if c.mimeType == codec])
    await a.setLocalDescription(await a.createOffer()); assert codec.split("/")[1] in a.localDescription.sdp and "opus" in a.localDescription.sdp and "fingerprint:sha-256" in a.localDescription.sdp
    await b.setRemoteDescription(RTCSessionDescription(a.localDescription.sdp, a.localDescription.type))
    await b.setLocalDescription(await b.createAnswer())
    await a.setRemoteDescription(RTCSessionDescription(b.localDescription.sdp, b.localDescription.type))
    await asyncio.wait_for(done.wait(), 20); assert got == ["SIX SIDES?"], got
    picture, sounds = None, []
    for _ in range(5): picture = (await asyncio.wait_for(tracks["video"].recv(), 20)).to_ndarray(format="rgb24")
    for _ in range(40): sounds.append((await asyncio.wait_for(tracks["audio"].recv(), 20)))
    assert picture.shape == (240, 320, 3) and picture[120, 60, 2] > 150 > 100 > picture[120, 60, 0] and picture[120, 260].min() > 180, (codec, picture[120, 60], picture[120, 260])
    channels = len(sounds[0].layout.channels)
    wave = np.concatenate([s.to_ndarray().ravel()[::channels] for s in sounds[10:]]).astype(float)
    peak = np.abs(np.fft.rfft(wave)).argmax() * 48000 / len(wave); assert abs(peak - 440) < 25, peak
    assert a.connectionState == b.connectionState == "connected", (a.connectionState, b.connectionState)
    await a.close(); await b.close()
async def main():
    for codec in ("video/VP8", "video/H264"): await asyncio.wait_for(call(codec), 50)
asyncio.run(main())
