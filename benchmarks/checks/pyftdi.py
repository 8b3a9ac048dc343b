"""pyftdi: talks to FTDI's chips over USB, by libusb; here where there is none.

round: 10
native: yes
apt: libusb-1.0-0
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
from pyftdi.ftdi import Ftdi, FtdiError
from pyftdi.usbtools import UsbTools, UsbToolsError
from pyftdi.spi import SpiController
from pyftdi.i2c import I2cController, I2cIOError
from pyftdi.bits import BitSequence
from pyftdi.eeprom import FtdiEeprom
backend = UsbTools.find_backend(); assert type(backend).__module__ == "usb.backend.libusb1", backend
assert "libusb-1.0" in backend.lib._name, backend.lib._name
import usb.core; print(len(list(usb.core.find(find_all=True, backend=backend))), "devices")
assert UsbTools.find_all([(0x0403, 0x6001), (0x0403, 0x6010), (0x0403, 0x6014)]) == [] and Ftdi.list_devices("ftdi:///?") == []
for url in ("ftdi://ftdi:232h/1", "ftdi://ftdi:2232:FT123/2", "ftdi:///1"):
    try: Ftdi.create_from_url(url)
    except (UsbToolsError, FtdiError, OSError) as error: assert "No " in str(error) or "no " in str(error), error
    else: raise AssertionError("opened what is not there")
for controller in (SpiController(), I2cController()):
    try: controller.configure("ftdi://ftdi:232h/1")
    except (UsbToolsError, I2cIOError, FtdiError, OSError): pass
    else: raise AssertionError("opened what is not there")
try: UsbTools.parse_url("http://ftdi:232h/1", "ftdi", Ftdi.SCHEME and Ftdi.VENDOR_IDS, Ftdi.PRODUCT_IDS, 0x0403)
except UsbToolsError: pass
else: raise AssertionError("took another scheme")
bits = BitSequence(0x5a, length=8); assert int(bits) == 0x5a and len(bits) == 8 and int(bits + BitSequence(0x3, length=2)) & 0xff == 0x5a and bits.tobytes()
import serial; import pyftdi.serialext
try: pyftdi.serialext.serial_for_url("ftdi://ftdi:232r/1", baudrate=115200)
except (serial.SerialException, UsbToolsError, OSError): pass
else: raise AssertionError("opened what is not there")
