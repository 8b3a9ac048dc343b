"""robotraconteur: lets programs use robots' objects over the network; here one process serves, and another uses it.

round: 9
native: yes
apt: libboost-thread1.83.0 libbluetooth3 libdbus-1-3 libusb-1.0-0
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import socket, subprocess, tempfile, threading, time
if sys.argv[1:2] != ["serve"]: os.environ["HOME"] = os.environ["XDG_RUNTIME_DIR"] = os.environ["ROBOTRACONTEUR_HOME"] = tempfile.mkdtemp()
import numpy, RobotRaconteur as RR
RRN = RR.RobotRaconteurNode.s
DEFINITION = """service org.example.winter
stdver 0.10
exception Melted
enum Weather
    snow = 0,
    rain
end
struct Flake
    field double[] size
    field string name
    field int32{string} arms
end
object Dog
    property string name
end
object Sledge
    property double speed
    property Weather weather
    function double[*] multiply(double[*] matrix, double factor)
    function Flake grow(string name, int32 count)
    function void melt()
    event moved(double far)
    objref Dog{int32} dogs
    wire double[3] place [readonly]
    pipe string words
    callback int32 ask(int32 number)
    function int32 asked(int32 number)
    function int32{generator} count(int32 most)
end
"""
class Dog:
    def __init__(self, number): self.name = f"dog {number}"
class Sledge:
    def __init__(self): self.speed, self.weather, self.moved = 0.0, 0, RR.EventHook()
    def RRServiceObjectInit(self, context, path): self.words.PipeConnectCallback = self.connected; threading.Thread(target=self.run, daemon=True).start()
    def run(self):
        number = 0
        while True: number += 1; self.place.OutValue = numpy.array([number, 2.0 * number, 0.5]); time.sleep(0.02)
    def connected(self, end): threading.Thread(target=self.answer, args=(end,), daemon=True).start()
    def answer(self, end):
        end.SendPacket(end.ReceivePacketWait(10).upper())
    def multiply(self, matrix, factor): self.moved.fire(factor * 10); return numpy.asarray(matrix) * factor
    def grow(self, name, count): flake = RRN.NewStructure("org.example.winter.Flake"); flake.name, flake.size, flake.arms = name + "\u2744", numpy.arange(count) / 4, {f"arm {n}": n * n for n in range(count)}; return flake
    def melt(self): raise RRN.GetExceptionType("org.example.winter.Melted")("too warm")
    def get_dogs(self, number): return Dog(int(number)), "org.example.winter.Dog"
    def asked(self, number): return self.ask.GetClientFunction(RR.ServerEndpoint.GetCurrentEndpoint())(number) + 1
    def count(self, most): return iter(range(most))
if sys.argv[1:2] == ["serve"]:
    transport = RR.TcpTransport(); transport.StartServer(int(sys.argv[2])); RRN.RegisterTransport(transport)
    RRN.RegisterServiceType(DEFINITION); sledge = Sledge(); RRN.RegisterService("sledge", "org.example.winter.Sledge", sledge)
    print("served", flush=True); sys.stdin.read(); RRN.Shutdown(); os._exit(0)
with socket.socket() as free: free.bind(("127.0.0.1", 0)); port = free.getsockname()[1]
server = subprocess.Popen([sys.executable, __file__, "serve", str(port)], stdin=-1, stdout=-1, text=True)
try:
    assert server.stdout.readline() == "served\n"
    RRN.RegisterTransport(RR.TcpTransport()); gone = []
    sledge = RRN.ConnectService(f"rr+tcp://127.0.0.1:{port}/?service=sledge"); moved = []; sledge.moved += moved.append
    sledge.speed = 12.25; assert sledge.speed == 12.25
    weather = RRN.GetConstants("org.example.winter", sledge)["Weather"]; sledge.weather = weather["rain"]; assert sledge.weather == 1
    matrix = numpy.arange(12.0).reshape(3, 4); assert numpy.array_equal(sledge.multiply(matrix, 2.5), matrix * 2.5)
    flake = sledge.grow("snow", 5); assert flake.name == "snow\u2744" and list(flake.size) == [0, 0.25, 0.5, 0.75, 1] and {k: int(v if numpy.ndim(v) == 0 else v[0]) for k, v in flake.arms.items()} == {f"arm {n}": n * n for n in range(5)}, flake
    try: sledge.melt()
    except Exception as error: assert "Melted" in type(error).__name__ and "too warm" in str(error), error
    else: raise AssertionError("did not melt")
    dog = sledge.get_dogs(7); assert dog.name == "dog 7"; dog.name = "Balto"; assert dog.name == "Balto"
    sledge.ask.Function = lambda number: number * number; assert sledge.asked(9) == 82
    wire = sledge.place.Connect(); assert wire.WaitInValueValid(10); first = wire.InValue; time.sleep(0.5); second = wire.InValue; assert second[0] > first[0] and second[1] == 2 * second[0] and second[2] == 0.5, (first, second)
    pipe = sledge.words.Connect(-1); pipe.SendPacket("flurry"); assert pipe.ReceivePacketWait(10) == "FLURRY"; pipe.Close()
    assert [int(numpy.ravel(one)[0]) for one in sledge.count(4).NextAll()] == [0, 1, 2, 3]
    end = time.monotonic() + 5
    while not moved and time.monotonic() < end: time.sleep(0.05)
    assert moved == [25.0], moved
    RRN.DisconnectService(sledge)
finally: server.stdin.close(); server.wait(20) if server.poll() is None else None
RRN.Shutdown(); os._exit(0)
