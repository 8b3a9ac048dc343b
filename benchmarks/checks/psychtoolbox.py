"""psychtoolbox: Psychtoolbox's clocks, serial ports and keyboards in compiled modules; here with a pseudo-terminal for a port and an X display's keyboards.

round: 9
native: yes
display: yes
apt: libasound2t64 libportaudio2 libusb-1.0-0 libx11-6 libxi6
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, time, tty
import numpy as np
from psychtoolbox import GetSecs, IOPort, PsychHID, PsychPortAudio, WaitSecs
before = GetSecs(); WaitSecs(0.2); after = GetSecs(); assert 0.2 <= after - before < 1, (before, after)
assert 0.1 <= WaitSecs("UntilTime", after + 0.1) - after < 0.8
clocks = GetSecs("AllClocks"); assert abs(clocks[0] - time.time()) < 2 and abs(clocks[3] - time.monotonic()) < 2, clocks
master, slave = os.openpty(); tty.setraw(master); tty.setraw(slave)
IOPort("Verbosity", 1)
port, error = IOPort("OpenSerialPort", os.ttyname(slave), "Lenient BaudRate=9600 ReceiveTimeout=2"); assert error == "", error
written = IOPort("Write", port, np.frombuffer(b"six sides", np.uint8)); assert written[0] == 9 and os.read(master, 100) == b"six sides" and abs(written[1] - GetSecs()) < 5, written
os.write(master, b"snow\x00\xff"); WaitSecs(0.2); assert IOPort("BytesAvailable", port) == 6
data, when, error = IOPort("Read", port, 1, 6); assert bytes(np.ravel(data).astype(np.uint8)) == b"snow\x00\xff" and abs(when - GetSecs()) < 5, (data, when, error)
IOPort("Close", port)
try: IOPort("BytesAvailable", port)
except Exception: pass
else: raise AssertionError("still open")
for module, name in ((IOPort, "IOPort"), (PsychHID, "PsychHID"), (PsychPortAudio, "PsychPortAudio")): assert (said := module("Version"))["module"] == name and said["language"] == "Python", said
keyboards = PsychHID("Devices", 4); keyboards = keyboards if isinstance(keyboards, list) else [keyboards]
assert any("keyboard" in keyboard["product"].lower() for keyboard in keyboards), keyboards
down, when, keys = PsychHID("KbCheck")[:3]; assert down == 0 and abs(when - GetSecs()) < 5 and np.size(keys) == 256 and not np.any(keys), (down, when, keys)
