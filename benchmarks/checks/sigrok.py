"""sigrok: logic analysers and other devices, by the C library libsigrok (here: the one it only pretends to have).

round: 10
native: yes
apt: libsigrok-dev pkg-config gcc
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d; os.environ["XDG_CACHE_HOME"] = d
from sigrok import sigrok
from sigrok.bindings import lib
from sigrok.sigrok import ChannelType, ConfigKey, EndPacket, HeaderPacket, LogicPacket, Sigrok, SigrokDriverNotFoundError
libraries = Sigrok.get_libs_build_info(); assert "glib" in libraries and "libzip" in libraries, libraries
assert "x86_64" in Sigrok.get_host_build_info() and len(Sigrok.get_scpi_backends_build_info()) > 1
with Sigrok(log_level=2) as one:
    names = [driver.name for driver in one.get_drivers()]; assert len(names) > 20 and {"demo", "fx2lafw"} <= set(names), names
    try: one.get_driver("snow")
    except SigrokDriverNotFoundError as error: assert "snow" in str(error)
    else: raise AssertionError("found a driver of snow")
    with one.get_driver("demo") as driver:
        assert driver.longname.startswith("Demo") and len(driver.scan()) == 1
        device = driver.get_device(); assert device.model == "Demo device" and device.serial_number is None, device
        channels = device.channels(); assert [c.name for c in channels if c.type is ChannelType.Logic] == [f"D{i}" for i in range(8)] and [c.name for c in channels if c.type is ChannelType.Analog][0] == "A0", channels
        with device:
            device.enable_channels(*(f"D{i}" for i in range(8))); assert [c.enabled for c in device.channels()].count(True) == 8 and not device.channel("A0").enabled
            device.set_config_uint64(ConfigKey(lib.SR_CONF_SAMPLERATE), 100000); device.set_config_uint64(ConfigKey(lib.SR_CONF_LIMIT_SAMPLES), 4000)
            seen = []
            session = one.session(devices=device)
            with session:
                while not seen or not isinstance(seen[-1], EndPacket): seen.append(session.next_packet(timeout=30))
            assert isinstance(seen[0], HeaderPacket) and seen[0].feed_version == 1, seen
            data = b"".join(packet.data for packet in seen if isinstance(packet, LogicPacket))
            assert len(data) == 4000 and len(set(data)) > 4, (len(data), len(set(data)))   # its pattern writes "sigrok"
            del session
