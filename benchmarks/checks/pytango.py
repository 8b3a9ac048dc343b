"""PyTango: devices of the control system Tango, and their clients (here: one on loopback, without Tango's database).

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import time
import numpy as np
import tango
from tango import AttrQuality, DevFailed, DevState, DeviceProxy, EventType
from tango.server import Device, attribute, command, device_property
from tango.test_context import MultiDeviceTestContext
class Heater(Device):
    room = device_property(dtype=str, mandatory=True)
    limit = attribute(dtype=float, unit="K", access=tango.AttrWriteType.READ_WRITE, min_value=0, max_value=400)
    def init_device(self):
        super().init_device(); self._limit = 273.15; self.set_state(DevState.ON)
        self.set_change_event("warmth", True, False)
    def read_limit(self): return self._limit
    def write_limit(self, value): self._limit = value
    @attribute(dtype=((float,),), max_dim_x=10, max_dim_y=10)
    def plate(self): return np.arange(12.0).reshape(3, 4)
    @attribute(dtype=str)
    def where(self): return self.room + " \u00fc", time.time(), AttrQuality.ATTR_ALARM
    @attribute(dtype=int)
    def warmth(self): return 1
    @command(dtype_in=[int], dtype_out=int)
    def total(self, values): return int(sum(values))
    @command(dtype_in=int)
    def melt(self, value): self.set_state(DevState.MOVING); self.push_change_event("warmth", value)
    @command
    def fail(self): raise ValueError("too much snow")
devices = [{"class": Heater, "devices": [{"name": "snow/heater/1", "properties": {"room": "hut"}}, {"name": "snow/heater/2", "properties": {"room": "cabin"}}]}]
with MultiDeviceTestContext(devices, host="127.0.0.1", process=True, timeout=30) as context:
    one, two = (DeviceProxy(context.get_device_access(f"snow/heater/{n}")) for n in (1, 2))
    assert one.ping() > 0 and one.info().dev_class == "Heater" and one.state() == DevState.ON and one.name() == "snow/heater/1"
    one.limit = 300.5
    assert one.limit == 300.5 and two.limit == 273.15 and one.get_attribute_config("limit").unit == "K"
    assert one.plate.shape == (3, 4) and one.plate[2, 3] == 11.0 and one.total([1, 2, 39]) == 42
    read = two.read_attribute("where"); assert read.value == "cabin \u00fc" and read.quality == AttrQuality.ATTR_ALARM, read
    for wrong, reason in ((lambda: one.write_attribute("limit", 500), "API_WAttrOutsideLimit"), (one.fail, "PyDs_PythonError"), (lambda: one.read_attribute("none"), "API_AttrNotFound")):
        try: wrong()
        except DevFailed as error: assert error.args[0].reason == reason, error
        else: raise AssertionError(reason)
    events = []
    number = one.subscribe_event("warmth", EventType.CHANGE_EVENT, lambda event: events.append(event))   # over ZeroMQ
    end = time.time() + 10
    while not any(not e.err for e in events) and time.time() < end: time.sleep(0.1)
    while not any(not e.err and e.attr_value.value == 77 for e in events) and time.time() < end + 10: one.melt(77); time.sleep(0.2)
    assert any(not e.err and e.attr_value.value == 77 for e in events), events
    one.unsubscribe_event(number)
    assert one.state() == DevState.MOVING and two.state() != DevState.MOVING, (one.state(), two.state())
