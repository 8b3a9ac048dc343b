"""pymavlink: speaks MAVLink with drones, and generates its code of XML definitions that lxml checks against a schema.

round: 7
native: no
apt: libxml2-dev libxslt1-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import importlib, os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.chdir(d)
os.environ["MAVLINK20"] = "1"
from pymavlink import mavutil
from pymavlink.generator import mavgen, mavparse
station = mavutil.mavlink_connection("udpin:127.0.0.1:0")
port = station.port.getsockname()[1]
drone = mavutil.mavlink_connection("udpout:127.0.0.1:%d" % port, source_system=7)
drone.mav.heartbeat_send(mavutil.mavlink.MAV_TYPE_QUADROTOR, mavutil.mavlink.MAV_AUTOPILOT_ARDUPILOTMEGA, 81, 4, 3)
beat = station.recv_match(type="HEARTBEAT", blocking=True, timeout=20)
assert beat and beat.get_srcSystem() == 7 and beat.type == 2 and beat.custom_mode == 4 and beat.get_msgbuf()[0] == 0xFD, beat
station.mav.command_long_send(7, 1, mavutil.mavlink.MAV_CMD_COMPONENT_ARM_DISARM, 0, 1, 0, 0, 0, 0, 0, 0)
order = drone.recv_match(type="COMMAND_LONG", blocking=True, timeout=20)
assert order and order.command == 400 and order.param1 == 1, order
XML = """<?xml version="1.0"?>
<mavlink>
  <version>3</version>
  <enums><enum name="SNOW_KIND"><entry value="0" name="SNOW_KIND_DRY"/><entry value="5" name="SNOW_KIND_WET"/></enum></enums>
  <messages><message id="200" name="SNOW"><description>What falls</description>
    <field type="uint32_t" name="flakes">How many</field><field type="float" name="depth" units="m">How deep</field>
    <field type="uint8_t" name="kind" enum="SNOW_KIND">Which</field><field type="char[12]" name="place">Where</field></message></messages>
</mavlink>
"""
open("snow.xml", "w").write(XML)
r = subprocess.run([sys.executable, "-m", "pymavlink.tools.mavgen", "--lang", "Python3", "--wire-protocol", "2.0", "-o", "snowlink", "snow.xml"], capture_output=True, text=True, timeout=100)
assert r.returncode == 0 and os.path.exists("snowlink.py") and "Validating" in r.stdout, r
sys.path.insert(0, d)
snowlink = importlib.import_module("snowlink")
class Buffer(list):
    def write(self, data): self.append(bytes(data))
out = Buffer()
snowlink.MAVLink(out, srcSystem=3).snow_send(1234567, 0.5, snowlink.SNOW_KIND_WET, b"Andermatt")
there = snowlink.MAVLink(None).parse_buffer(b"".join(out))
assert len(there) == 1 and (there[0].flakes, there[0].depth, there[0].kind, there[0].place) == (1234567, 0.5, 5, "Andermatt"), there
assert mavgen.mavgen(mavgen.Opts("c", wire_protocol="2.0", language="C"), ["snow.xml"]) is not False
assert "mavlink_msg_snow_pack" in open("c/snow/mavlink_msg_snow.h").read()
open("bad.xml", "w").write(XML.replace("<version>3</version>", "<version>3</version><blizzard/>"))
r = subprocess.run([sys.executable, "-m", "pymavlink.tools.mavgen", "--lang", "Python3", "--wire-protocol", "2.0", "-o", "badlink", "bad.xml"], capture_output=True, text=True, timeout=100)
assert "blizzard" in r.stdout + r.stderr and "not expected" in r.stdout + r.stderr, r   # libxml2's words of the schema
