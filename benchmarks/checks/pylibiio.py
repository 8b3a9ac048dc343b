"""pylibiio: libiio from Python; what an instrument said of itself is read from XML, with nothing plugged in.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import iio
path = os.path.join(tempfile.mkdtemp(), "c.xml")
open(path, "w").write("""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE context [<!ELEMENT context (device | context-attribute)*><!ELEMENT context-attribute EMPTY><!ELEMENT device (channel | attribute | debug-attribute | buffer-attribute)*><!ELEMENT channel (scan-element?, attribute*)><!ELEMENT attribute EMPTY><!ELEMENT scan-element EMPTY><!ELEMENT debug-attribute EMPTY><!ELEMENT buffer-attribute EMPTY><!ATTLIST context name CDATA #REQUIRED description CDATA #IMPLIED><!ATTLIST context-attribute name CDATA #REQUIRED value CDATA #REQUIRED><!ATTLIST device id CDATA #REQUIRED name CDATA #IMPLIED><!ATTLIST channel id CDATA #REQUIRED type (input|output) #REQUIRED name CDATA #IMPLIED><!ATTLIST scan-element index CDATA #REQUIRED format CDATA #REQUIRED scale CDATA #IMPLIED><!ATTLIST attribute name CDATA #REQUIRED filename CDATA #IMPLIED value CDATA #IMPLIED>]>
<context name="local" description="snow"><device id="iio:device0" name="thermo"><channel id="temp0" type="input"><attribute name="raw" filename="in_temp0_raw"/></channel></device></context>
""")
context = iio.XMLContext(path)
assert [device.name for device in context.devices] == ["thermo"]
channel = context.find_device("thermo").find_channel("temp0", False)
assert list(channel.attrs) == ["raw"] and not channel.output
