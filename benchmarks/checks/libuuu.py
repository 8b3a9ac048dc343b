"""libuuu: loads software into boards with NXP's processors by USB; here as far as there is no board.

round: 7
native: yes
apt: libudev-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, sys, tempfile, time
from libuuu import LibUUU
uuu = LibUUU()
number, words = uuu.get_version(), uuu.get_version_string()
assert words.startswith("uuu_") and words[4:].split("-")[0].split(".") == [str(number >> 24), str(number >> 12 & 0xFFF), str(number & 0xFFF)], (words, number)
d = tempfile.mkdtemp()
open(d + "/boot.bin", "wb").write(bytes(range(256)) * 64)
for command in ("FB: ucmd setenv depth 120", f"SDPS: boot -f {d}/boot.bin", f"FB: flash bootloader {d}/boot.bin"):   # all but the doing
    assert uuu.run_cmd(command, dry=True) == 0, (command, uuu.get_last_error_string())
    assert command.encode() in uuu.response, (command, uuu.response)
assert uuu.run_cmd("SNOW: melt", dry=True) != 0 and "Unknown Command" in uuu.get_last_error_string(), uuu.get_last_error_string()
assert uuu.run_cmd(f"SDPS: boot -f {d}/none.bin", dry=True) != 0 and "none.bin" in uuu.get_last_error_string(), uuu.get_last_error_string()
uuu.set_poll_period(100); uuu.set_wait_timeout(2)
start = time.time()
assert uuu.run_cmd("FB: getvar all") != 0 and time.time() - start < 30   # nobody there
assert "Timeout" in uuu.get_last_error_string() and "USB" in uuu.get_last_error_string(), uuu.get_last_error_string()
