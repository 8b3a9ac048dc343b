"""uiprotect: works UniFi Protect's cameras; here the sound that it sends to a camera's speaker by FFmpeg's libraries, and a controller of our own.

round: 9
native: no
apt: ffmpeg
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import array, asyncio, io, json, math, os, socket, struct, wave, zlib
os.environ["HOME"] = os.getcwd()
import av
from aiohttp import web
from yarl import URL
from uiprotect import ProtectApiClient
from uiprotect.data.websocket import WSPacket
from uiprotect.exceptions import BadRequest, NotAuthorized, StreamError
from uiprotect.stream import TalkbackSession, TalkbackStream
with wave.open("bell.wav", "wb") as out: out.setnchannels(2); out.setsampwidth(2); out.setframerate(44100); out.writeframes(b"".join(struct.pack("<hh", *[int(12000 * math.sin(i * 2 * math.pi * 600 / 44100))] * 2) for i in range(2 * 44100)))
def tone(frames):   # seconds, and the frequency
    samples, rate = array.array("f"), 0
    for frame in frames:
        for each in av.AudioResampler(format="flt", layout="mono", rate=frame.sample_rate).resample(frame): rate = each.sample_rate; samples.frombytes(bytes(each.planes[0])[:each.samples * 4])
    middle = samples[rate // 2:rate]; crossings = sum(a < 0 <= b for a, b in zip(middle, middle[1:])); assert max(middle) > 0.1
    return len(samples) / rate, crossings * rate / len(middle)
speaker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); speaker.bind(("127.0.0.1", 0)); speaker.setblocking(False); port = speaker.getsockname()[1]
async def controller(request):
    if request.headers.get("X-API-KEY") != "flake": return web.json_response({"error": "no"}, status=401)
    path = request.path.split("/integration")[1]
    if path == "/v1/meta/info": return web.json_response({"applicationVersion": "6.1.79"})
    if path == "/v1/cameras/snow/snapshot": return web.Response(body=b"\xff\xd8" + request.query["highQuality"].encode(), content_type="image/jpeg")
    if path == "/v1/cameras/snow/talkback-session" and request.method == "POST": return web.json_response({"url": f"rtp://127.0.0.1:{port}", "codec": "opus", "samplingRate": 24000, "bitsPerSample": 16})
    return web.json_response({"error": "nothing there"}, status=404)
async def played(stream):
    task, got, loop = asyncio.create_task(stream.run_until_complete()), [], asyncio.get_running_loop()
    while True:
        try: got.append(await asyncio.wait_for(loop.sock_recv(speaker, 65536), 1))
        except asyncio.TimeoutError:
            if task.done(): await task; return got
async def main():
    app = web.Application(); app.router.add_route("*", "/{path:.*}", controller); runner = web.AppRunner(app); await runner.setup(); site = web.TCPSite(runner, "127.0.0.1", 0); await site.start()
    def client(key): api = ProtectApiClient.public_only("127.0.0.1", 443, key, public_refresh_interval=None); api._url = URL("http://127.0.0.1:%d" % runner.addresses[0][1]); return api   # else by TLS
    api = client("flake"); assert api.is_public_only and str((await api.get_meta_info()).version) == "6.1.79" and await api.get_public_api_camera_snapshot("snow", high_quality=True) == b"\xff\xd8true"
    for bad, call, kind in ((client("sun"), lambda a: a.get_meta_info(), NotAuthorized), (api, lambda a: a.create_talkback_session_public("none"), BadRequest)):
        try: await call(bad)
        except kind: pass
        else: raise AssertionError(kind)
        await bad.close_public_api_session()
    session = await api.create_talkback_session_public("snow"); assert (session.host, session.port, session.codec, session.sampling_rate) == ("127.0.0.1", port, "opus", 24000)
    packets = [p for p in await asyncio.wait_for(played(TalkbackStream(None, "bell.wav", session)), 60) if p[0] >> 6 == 2 and p[1] & 127 >= 96]   # RTP, without RTCP
    numbers = [struct.unpack(">H", p[2:4])[0] for p in packets]; assert len(packets) > 80 and all((b - a) % 65536 == 1 for a, b in zip(numbers, numbers[1:])), len(packets)
    opus = av.CodecContext.create("libopus", "r"); seconds, pitch = tone(f for p in packets for f in opus.decode(av.Packet(p[12:]))); assert 1.9 < seconds < 2.2 and 585 < pitch < 615, (seconds, pitch)
    sound = b"".join(await asyncio.wait_for(played(TalkbackStream(None, "bell.wav", TalkbackSession(f"udp://127.0.0.1:{port}", "aac", 22050))), 60)); assert sound[:2] in (b"\xff\xf1", b"\xff\xf9")
    seconds, pitch = tone(av.open(io.BytesIO(sound), format="aac").decode(audio=0)); assert 1.8 < seconds < 2.3 and 585 < pitch < 615, (seconds, pitch)
    for source, codec in (("none.wav", "aac"), ("bell.wav", "mp17")):
        try: await TalkbackStream(None, source, TalkbackSession(f"udp://127.0.0.1:{port}", codec, 22050)).run_until_complete()
        except StreamError: pass
        else: raise AssertionError(source)
    await api.close_public_api_session(); await runner.cleanup()
asyncio.run(main())
frame = lambda kind, data: struct.pack("!bbbbi", kind, 1, 1, 0, len(packed := zlib.compress(json.dumps(data).encode()))) + packed
packet = WSPacket(frame(1, {"action": "update", "id": "snow"}) + frame(2, {"isDark": True})); assert packet.action_frame.data["id"] == "snow" and packet.data_frame.data == {"isDark": True} and WSPacket(packet.pack_frames()).data_frame.data == {"isDark": True}
