"""pyvisa-py: VISA in Python; here with an instrument on a pseudo-terminal, one on a socket, and libusb.

round: 10
native: no
extra: pyserial, pyusb, psutil, zeroconf
apt: libusb-1.0-0
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, pty, socket, threading, tty
import pyvisa
import usb.core, usb.backend.libusb1
manager = pyvisa.ResourceManager("@py")
assert usb.backend.libusb1.get_backend() is not None, "no libusb"
info = str(pyvisa.util.get_debug_info(to_screen=False)); assert "ASRL INSTR: Available" in info and "USB INSTR: Available" in info and "TCPIP SOCKET: Available" in info, info
assert isinstance(manager.list_resources("USB?*::INSTR"), tuple) and isinstance(list(usb.core.find(find_all=True)), list)
def answer(line):
    if line == b"*IDN?": return b"SNOW,Flake,6,1.0\n"
    if line.startswith(b"VOLT "): state["volt"] = float(line[5:]); return b""
    if line == b"VOLT?": return b"%.3f\n" % state["volt"]
    if line == b"CURV?": return b"#18" + bytes(range(8)) + b"\n"
    if line == b"LIST?": return b"1.5,2.5,-3\n"
    return b"ERR\n"
state = {"volt": 0.0}
def speak(read, write):
    held = b""
    while True:
        try: data = read(100)
        except OSError: return
        if not data: return
        held += data
        while b"\n" in held:
            line, held = held.split(b"\n", 1); said = answer(line.strip())
            if said: write(said)
def tried(instrument):
    instrument.timeout = 5000; instrument.read_termination = instrument.write_termination = "\n"
    assert instrument.query("*IDN?") == "SNOW,Flake,6,1.0"
    instrument.write("VOLT 2.5"); assert float(instrument.query("VOLT?")) == 2.5 and instrument.query_ascii_values("LIST?") == [1.5, 2.5, -3.0]
    assert instrument.query("what") == "ERR"
    try: instrument.timeout = 300; instrument.read()
    except pyvisa.errors.VisaIOError as error: assert error.error_code == pyvisa.constants.StatusCode.error_timeout, error
    else: raise AssertionError("nobody spoke")
server = socket.create_server(("127.0.0.1", 0)); port = server.getsockname()[1]
def serve():
    there, _ = server.accept(); speak(there.recv, there.sendall)
threading.Thread(target=serve, daemon=True).start()
with manager.open_resource(f"TCPIP0::127.0.0.1::{port}::SOCKET") as instrument:
    tried(instrument); instrument.timeout = 5000; assert instrument.query_binary_values("CURV?", datatype="B") == list(range(8))
ours, theirs = pty.openpty(); tty.setraw(ours); tty.setraw(theirs); name = os.ttyname(theirs)
threading.Thread(target=speak, args=(lambda n: os.read(ours, n), lambda data: os.write(ours, data)), daemon=True).start()
with manager.open_resource(f"ASRL{name}::INSTR") as serial:
    serial.baud_rate = 19200; assert serial.baud_rate == 19200 and serial.data_bits == 8; tried(serial)
try: manager.open_resource("USB0::0x1234::0x5678::SN::INSTR")
except (pyvisa.errors.VisaIOError, ValueError) as error: assert str(error)
else: raise AssertionError("opened what is not there")
manager.close()
