"""sdbus: D-Bus for Python, by libsystemd's sd-bus; here a service and its client, at a small bus of our own.

round: 8
native: yes
extra: jeepney
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, os, selectors, signal, socket, tempfile
d = tempfile.mkdtemp(); os.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=" + d + "/bus"
def bus(listening):   # it passes messages on
    from jeepney import HeaderFields as Fields, MessageType, new_error, new_method_return
    from jeepney.low_level import Parser
    waiting, names, parsers, greeted, serial = selectors.DefaultSelector(), {}, {}, {}, 0
    waiting.register(listening, selectors.EVENT_READ)
    while True:
        for key, _ in waiting.select():
            client = key.fileobj
            if client is listening:
                client, _ = listening.accept(); waiting.register(client, selectors.EVENT_READ); greeted[client] = b""; continue
            data = client.recv(65536)
            if not data: waiting.unregister(client); names = {n: c for n, c in names.items() if c is not client}; continue
            if client not in parsers:
                greeted[client] += data
                if b"BEGIN\r\n" not in greeted[client]: continue
                said, data = greeted[client].split(b"BEGIN\r\n", 1); parsers[client] = Parser(); names[f":1.{client.fileno()}"] = client
                client.sendall((b"DATA\r\n" if b"DATA" in said else b"") + b"OK " + b"0" * 32 + b"\r\n" + (b"AGREE_UNIX_FD\r\n" if b"NEGOTIATE" in said else b""))
            parsers[client].add_data(data)
            while (message := parsers[client].get_next_message()) is not None:
                head, me = message.header, f":1.{client.fileno()}"; head.fields[Fields.sender] = me; to = head.fields.get(Fields.destination)
                if to == "org.freedesktop.DBus":
                    member = head.fields[Fields.member]; serial += 1
                    if member == "RequestName": names[message.body[0]] = client
                    answer = new_method_return(message, *{"Hello": ("s", (me,)), "RequestName": ("u", (1,)), "GetNameOwner": ("s", (me,))}.get(member, (None, ())))
                    answer.header.fields[Fields.sender] = to; answer.header.fields[Fields.destination] = me; client.sendall(answer.serialise(serial))
                elif to is None: [c.sendall(message.serialise(head.serial)) for c in parsers if c is not client]
                elif to in names: names[to].sendall(message.serialise(head.serial))
                elif head.message_type is MessageType.method_call: serial += 1; client.sendall(new_error(message, "org.freedesktop.DBus.Error.ServiceUnknown", "s", ("nobody",)).serialise(serial))
listening = socket.socket(socket.AF_UNIX); listening.bind(d + "/bus"); listening.listen()
def start(function, *args):
    pid = os.fork()
    if pid == 0:
        signal.alarm(60)
        try: function(*args)
        finally: os._exit(1)
    return pid
children = [start(bus, listening)]
import sdbus
class Slush(sdbus.DbusFailedError): dbus_error_name = "org.example.Slush"
class Snow(sdbus.DbusInterfaceCommonAsync, interface_name="org.example.Snow"):
    depth_now = 6
    @sdbus.dbus_method_async("ia{sv}", "as")
    async def fall(self, count, how):
        if count < 0: raise Slush("no snow")
        return [f"{key}={value[1]}" for key, value in sorted(how.items())] * count
    @sdbus.dbus_property_async("i")
    def depth(self): return self.depth_now
    @depth.setter
    def depth_set(self, value): self.depth_now = value
    @sdbus.dbus_method_async("", "")
    async def melt(self): self.melted.emit((0, "\u2603"))
    @sdbus.dbus_signal_async("is")
    def melted(self): raise NotImplementedError
class Blocking(sdbus.DbusInterfaceCommon, interface_name="org.example.Snow"):
    @sdbus.dbus_method("ia{sv}")
    def fall(self, count, how): raise NotImplementedError
    @sdbus.dbus_property("i")
    def depth(self): raise NotImplementedError
def service(ready):
    async def run():
        sdbus.set_default_bus(sdbus.sd_bus_open_user())
        await sdbus.request_default_bus_name_async("org.example.snow")
        snow = Snow(); snow.export_to_dbus("/snow"); os.write(ready, b"!"); await asyncio.sleep(60)
    asyncio.run(run())
ready, write = os.pipe(); children.append(start(service, write)); os.close(write)
async def client():
    snow = Snow.new_proxy("org.example.snow", "/snow")
    assert await snow.fall(2, {"wind": ("s", "north"), "cold": ("i", -7)}) == ["cold=-7", "wind=north"] * 2
    await snow.depth.set_async(12); assert await snow.depth == 12
    try: await snow.fall(-1, {})
    except Slush as error: assert "no snow" in str(error)
    else: raise AssertionError("no error")
    async def heard():
        async for one in snow.melted: return one
    listener = asyncio.create_task(heard()); await asyncio.sleep(1); await snow.melt()
    assert await asyncio.wait_for(listener, 20) == (0, "\u2603")
    assert '<method name="Fall">' in await snow.dbus_introspect()
try:
    assert os.read(ready, 1) == b"!"
    sdbus.set_default_bus(sdbus.sd_bus_open_user()); asyncio.run(client())
    snow = Blocking("org.example.snow", "/snow", sdbus.sd_bus_open_user())
    assert snow.fall(1, {"cold": ("d", 0.5)}) == ["cold=0.5"] and snow.depth == 12
    assert sdbus.decode_object_path("/snow", sdbus.encode_object_path("/snow", "\u2603 6/6")) == "\u2603 6/6"
finally:
    for pid in children: os.kill(pid, signal.SIGKILL); os.waitpid(pid, 0)
