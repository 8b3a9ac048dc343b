"""HAP-python: accessories for HomeKit, announced by mDNS; here one is asked by a controller's first step.

round: 7
native: no
apt: libavahi-compat-libdnssd-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, socket, tempfile, threading, time, urllib.request
from pyhap.accessory import Accessory, Bridge
from pyhap.accessory_driver import AccessoryDriver
from pyhap.const import CATEGORY_SENSOR
d = tempfile.mkdtemp()
with socket.create_server(("127.0.0.1", 0)) as s:
    port = s.getsockname()[1]
class Thermometer(Accessory):
    category = CATEGORY_SENSOR
    def __init__(self, *a, **k):
        super().__init__(*a, **k)
        self.temperature = self.add_preload_service("TemperatureSensor").configure_char("CurrentTemperature")
    @Accessory.run_at_interval(0.2)
    async def run(self):
        self.temperature.set_value(-7.5)
driver = AccessoryDriver(port=port, address="127.0.0.1", listen_address="127.0.0.1", persist_file=d + "/state", pincode=b"031-45-154", interface_choice=["127.0.0.1"])
sensor = Thermometer(driver, "Snow")
driver.add_accessory(sensor)
stopper = {}
def ask():
    try:
        deadline = time.time() + 30
        while True:
            try:
                c = socket.create_connection(("127.0.0.1", port), 5); break
            except OSError:
                assert time.time() < deadline, "it does not listen"
                time.sleep(0.2)
        body = b"\x06\x01\x01\x00\x01\x00"   # M1 of pairing
        c.settimeout(20)
        c.sendall(b"POST /pair-setup HTTP/1.1\r\nHost: x\r\nContent-Type: application/pairing+tlv8\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        got = b""
        while len(got) < 420:
            more = c.recv(4096)
            if not more: break
            got += more
        c.sendall(b"GET /accessories HTTP/1.1\r\nHost: x\r\n\r\n")
        stopper.update(m2=got, denied=c.recv(4096))
        time.sleep(1)
        stopper["value"] = sensor.temperature.value
    except BaseException as e:
        stopper["error"] = e
    finally:
        driver.stop()
threading.Thread(target=ask, daemon=True).start()
driver.start()
assert "error" not in stopper, stopper
assert b"200 OK" in stopper["m2"] and b"pairing+tlv8" in stopper["m2"], stopper
body = stopper["m2"].split(b"\r\n\r\n", 1)[1]
items, i = {}, 0
while i < len(body):
    items[body[i]] = items.get(body[i], b"") + body[i + 2:i + 2 + body[i + 1]]; i += 2 + body[i + 1]
assert items[6] == b"\x02" and len(items[2]) == 16 and 380 <= len(items[3]) <= 384, items   # M2: salt and the key of SRP
assert b" 470 " in stopper["denied"] or b" 401 " in stopper["denied"], stopper["denied"]
assert stopper["value"] == -7.5
state = json.load(open(d + "/state"))
assert state["mac"].count(":") == 5 and len(state["private_key"]) == 64
assert sensor.to_HAP()["services"][1]["characteristics"][0]["value"] == -7.5
