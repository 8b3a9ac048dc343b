"""python-dbusmock: puts mocks of system services on a bus of its own (dbus-daemon).

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import subprocess
import dbus, dbusmock
class Case(dbusmock.DBusTestCase): pass
Case.start_system_bus()
bus = Case.get_dbus(system_bus=True)
server, upower = Case.spawn_server_template("upower", {"OnBattery": True}, stdout=subprocess.DEVNULL)
try:
    path = upower.AddDischargingBattery("mock_BAT", "Snow Battery", 30.0, 1200, dbus_interface=dbusmock.MOCK_IFACE)
    service = dbus.Interface(bus.get_object("org.freedesktop.UPower", "/org/freedesktop/UPower"), "org.freedesktop.UPower")
    assert [str(one) for one in service.EnumerateDevices()] == [str(path)]
    properties = dbus.Interface(bus.get_object("org.freedesktop.UPower", path), dbus.PROPERTIES_IFACE)
    assert properties.Get("org.freedesktop.UPower.Device", "Percentage") == 30.0
finally:
    server.terminate(); server.wait()
    Case.tearDownClass()
