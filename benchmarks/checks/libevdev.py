"""libevdev: input devices of Linux, by the C library of that name (here: described ones, no hardware).

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import libevdev
from libevdev import Device, InputAbsInfo, InputEvent
assert libevdev.EV_KEY.KEY_A.value == 30 and libevdev.evbit("EV_REL", "REL_X") is libevdev.EV_REL.REL_X and libevdev.evbit(1, 30).name == "KEY_A"
assert libevdev.EV_ABS.ABS_MT_POSITION_X.type is libevdev.EV_ABS and libevdev.propbit("INPUT_PROP_DIRECT") is libevdev.INPUT_PROP_DIRECT
assert libevdev.EV_KEY.codes and libevdev.EV_SW.SW_LID in libevdev.EV_SW.codes and libevdev.EV_KEY.max > 500
device = Device()
device.name = "Snow pad \u00fc"; device.phys = "sled/1"; device.id = {"bustype": 3, "vendor": 0x1234, "product": 0x5678, "version": 1}
assert device.name == "Snow pad \u00fc" and device.id["product"] == 0x5678 and device.phys == "sled/1" and device.fd is None, (device.name, device.id)
device.enable(libevdev.EV_KEY.BTN_LEFT); device.enable(libevdev.EV_REL.REL_WHEEL); device.enable(libevdev.INPUT_PROP_POINTER)
device.enable(libevdev.EV_ABS.ABS_X, InputAbsInfo(minimum=-10, maximum=500, fuzz=1, flat=2, resolution=12))
assert device.has(libevdev.EV_KEY) and device.has(libevdev.EV_KEY.BTN_LEFT) and not device.has(libevdev.EV_KEY.KEY_A) and not device.has(libevdev.EV_LED)
assert device.evbits[libevdev.EV_REL] == [libevdev.EV_REL.REL_WHEEL] and device.properties == [libevdev.INPUT_PROP_POINTER], device.evbits
absolute = device.absinfo[libevdev.EV_ABS.ABS_X]
assert (absolute.minimum, absolute.maximum, absolute.fuzz, absolute.resolution) == (-10, 500, 1, 12) and device.absinfo[libevdev.EV_ABS.ABS_Y] is None, absolute
device.absinfo[libevdev.EV_ABS.ABS_X] = InputAbsInfo(maximum=900)
assert device.absinfo[libevdev.EV_ABS.ABS_X].maximum == 900 and device.absinfo[libevdev.EV_ABS.ABS_X].minimum == -10
assert device.value[libevdev.EV_KEY.BTN_LEFT] == 0 and device.value[libevdev.EV_ABS.ABS_X] == 0 and device.value[libevdev.EV_KEY.KEY_A] is None
device.disable(libevdev.EV_KEY.BTN_LEFT); assert not device.has(libevdev.EV_KEY.BTN_LEFT)
event = InputEvent(libevdev.EV_ABS.ABS_X, 42, 3, 5)
assert event.matches(libevdev.EV_ABS) and event.matches(libevdev.EV_ABS.ABS_X, 42) and not event.matches(libevdev.EV_ABS.ABS_Y) and event.sec == 3 and event.code.name == "ABS_X", event
with tempfile.TemporaryFile() as plain:
    try: Device(plain)
    except OSError: pass   # ENOTTY: no device
    else: raise AssertionError("took a file for a device")
for path in sorted("/dev/input/" + n for n in (os.listdir("/dev/input") if os.path.isdir("/dev/input") else ()) if n.startswith("event") and os.access("/dev/input/" + n, os.R_OK))[:1]:
    with open(path, "rb") as file: assert Device(file).evbits   # where there is one
