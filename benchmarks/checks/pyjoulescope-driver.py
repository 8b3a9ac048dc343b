"""pyjoulescope_driver: talks to Joulescope's instruments, by USB; here as far as there is none.

round: 7
native: yes
apt: libudev-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, threading
from pyjoulescope_driver import DevicePath, Driver, calibration_hash, time64
with Driver() as driver:
    assert driver.device_paths() == [] and driver.query("@/list") == "" and driver.query("@/version") > 0   # what is on USB, by the driver's thread
    seen, event = [], threading.Event()
    def on_value(topic, value): seen.append((topic, value)); event.set()
    driver.subscribe("snow/depth", "pub", on_value)
    driver.publish("snow/depth", 120, timeout=0)
    assert event.wait(5) and seen == [("snow/depth", 120)], seen
    driver.unsubscribe("snow/depth", on_value)
    driver.publish("snow/depth", 121, timeout=0); driver.query("@/list")
    assert len(seen) == 1, seen
    for bad in ("u/js220/000000/s/i/ctrl", "@/none"):
        try: driver.query(bad); sys.exit("it answered for none")
        except RuntimeError as e: assert "NOT_FOUND" in str(e), e
    try: driver.open("u/js220/000000", mode="defaults", timeout=2); sys.exit("it opened none")
    except (RuntimeError, TimeoutError) as e: pass
assert time64.as_timestamp(time64.as_time64(1700000000.5)) == 1700000000.5
words = subprocess.run([os.path.join(sys.prefix, "bin", "pyjoulescope_driver"), "scan"], capture_output=True, text=True, timeout=60)
assert words.returncode == 0 and not words.stdout.strip(), words
