"""hidapi: USB and Bluetooth input devices through hidraw or libusb. Without a device: an empty list, and the error that says so.

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import hid, hidraw
for module in (hid, hidraw):
    found = module.enumerate()
    assert isinstance(found, list) and all("vendor_id" in x for x in found), found
    device = module.device()
    try:
        device.open(0xDEAD, 0xBEEF)
    except OSError as error:
        assert str(error), error
    else:
        raise SystemExit("there is no such device")
