"""grpclib: gRPC servers and clients for asyncio, whose code its plugin of protoc generates.

round: 7
native: no
extra: grpclib[protobuf]
apt: protobuf-compiler
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, os, shutil, subprocess, sys, tempfile
d = tempfile.mkdtemp()
open(d + "/snow.proto", "w").write('''
syntax = "proto3";
package snow;
message Wind { string from = 1; int32 knots = 2; }
message Flake { int64 number = 1; repeated double arms = 2; }
service Weather {
  rpc Turn (Wind) returns (Wind);
  rpc Fall (Wind) returns (stream Flake);
  rpc Melt (stream Flake) returns (Flake);
}
''')
protoc = shutil.which("protoc")
assert protoc, os.environ["PATH"]
r = subprocess.run([protoc, "-I.", "--python_out=.", "--grpclib_python_out=.", "snow.proto"], cwd=d, capture_output=True, text=True, timeout=100)
assert r.returncode == 0 and sorted(os.listdir(d)) == ["snow.proto", "snow_grpc.py", "snow_pb2.py"], (r, os.listdir(d))
sys.path.insert(0, d)
import snow_grpc, snow_pb2
from grpclib import GRPCError, Status
from grpclib.client import Channel
from grpclib.server import Server
class Weather(snow_grpc.WeatherBase):
    async def Turn(self, stream):
        wind = await stream.recv_message()
        if not wind.knots:
            raise GRPCError(Status.INVALID_ARGUMENT, "calm")
        await stream.send_message(snow_pb2.Wind(**{"from": "not " + getattr(wind, "from"), "knots": wind.knots * 2}))
    async def Fall(self, stream):
        wind = await stream.recv_message()
        for n in range(wind.knots):
            await stream.send_message(snow_pb2.Flake(number=n, arms=[n / 2] * 6))
    async def Melt(self, stream):
        await stream.send_message(snow_pb2.Flake(number=sum([f.number async for f in stream])))
async def main():
    server = Server([Weather()])
    await server.start("127.0.0.1", 0)
    port = server._server.sockets[0].getsockname()[1]
    async with Channel("127.0.0.1", port) as channel:
        weather = snow_grpc.WeatherStub(channel)
        back = await weather.Turn(snow_pb2.Wind(**{"from": "Ostwind ❄", "knots": 21}))
        assert (getattr(back, "from"), back.knots) == ("not Ostwind ❄", 42), back
        flakes = await weather.Fall(snow_pb2.Wind(knots=50))
        assert [f.number for f in flakes] == list(range(50)) and list(flakes[3].arms) == [1.5] * 6
        assert (await weather.Melt(flakes)).number == 1225
        try:
            await weather.Turn(snow_pb2.Wind())
            raise AssertionError("no error")
        except GRPCError as e:
            assert e.status is Status.INVALID_ARGUMENT and e.message == "calm", e
    server.close(); await server.wait_closed()
asyncio.run(asyncio.wait_for(main(), 50))
