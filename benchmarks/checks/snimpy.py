"""snimpy: asks devices over SNMP by the names that MIBs give, read with libsmi (here an agent of pysnmp's on loopback).

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
open(d + "/SNMPv2-SMI", "w").write("""SNMPv2-SMI DEFINITIONS ::= BEGIN
org OBJECT IDENTIFIER ::= { iso 3 }
dod OBJECT IDENTIFIER ::= { org 6 }
internet OBJECT IDENTIFIER ::= { dod 1 }
private OBJECT IDENTIFIER ::= { internet 4 }
enterprises OBJECT IDENTIFIER ::= { private 1 }
MODULE-IDENTITY MACRO ::= BEGIN TYPE NOTATION ::= empty VALUE NOTATION ::= value(VALUE OBJECT IDENTIFIER) END
OBJECT-TYPE MACRO ::= BEGIN TYPE NOTATION ::= empty VALUE NOTATION ::= value(VALUE ObjectName) END
Integer32 ::= INTEGER (-2147483648..2147483647)
END
""")
open(d + "/SNOW-MIB", "w").write("""SNOW-MIB DEFINITIONS ::= BEGIN
IMPORTS MODULE-IDENTITY, OBJECT-TYPE, Integer32, enterprises FROM SNMPv2-SMI;
snow MODULE-IDENTITY LAST-UPDATED "202401010000Z" ORGANIZATION "s" CONTACT-INFO "s" DESCRIPTION "s" ::= { enterprises 99999 }
snowName OBJECT-TYPE SYNTAX OCTET STRING (SIZE (0..40)) MAX-ACCESS read-only STATUS current DESCRIPTION "s" ::= { snow 1 }
snowDepth OBJECT-TYPE SYNTAX Integer32 MAX-ACCESS read-write STATUS current DESCRIPTION "s" ::= { snow 2 }
snowTable OBJECT-TYPE SYNTAX SEQUENCE OF SnowEntry MAX-ACCESS not-accessible STATUS current DESCRIPTION "s" ::= { snow 3 }
snowEntry OBJECT-TYPE SYNTAX SnowEntry MAX-ACCESS not-accessible STATUS current DESCRIPTION "s" INDEX { snowIndex } ::= { snowTable 1 }
SnowEntry ::= SEQUENCE { snowIndex Integer32, snowState INTEGER }
snowIndex OBJECT-TYPE SYNTAX Integer32 (1..100) MAX-ACCESS not-accessible STATUS current DESCRIPTION "s" ::= { snowEntry 1 }
snowState OBJECT-TYPE SYNTAX INTEGER { powder(1), firn(2), ice(3) } MAX-ACCESS read-only STATUS current DESCRIPTION "s" ::= { snowEntry 2 }
END
""")
open(d + "/agent.py", "w").write("""
import asyncio, socket
from pysnmp.carrier.asyncio.dgram import udp
from pysnmp.entity import config, engine
from pysnmp.entity.rfc3413 import cmdrsp, context
from pysnmp.proto.api import v2c
loop = asyncio.new_event_loop(); asyncio.set_event_loop(loop)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free: free.bind(('127.0.0.1', 0)); port = free.getsockname()[1]
snmp = engine.SnmpEngine()
config.add_transport(snmp, udp.DOMAIN_NAME, udp.UdpTransport().open_server_mode(('127.0.0.1', port)))
config.add_v1_system(snmp, 'rw', 'public')
config.add_vacm_user(snmp, 2, 'rw', 'noAuthNoPriv', (1, 3, 6), (1, 3, 6))
here = context.SnmpContext(snmp)
builder = here.get_mib_instrum().get_mib_builder()
Table, Row, Column, Scalar, Instance = builder.import_symbols('SNMPv2-SMI', 'MibTable', 'MibTableRow', 'MibTableColumn', 'MibScalar', 'MibScalarInstance')
o = (1, 3, 6, 1, 4, 1, 99999)
builder.export_symbols('SNOW', Scalar(o + (1,), v2c.OctetString()), Instance(o + (1,), (0,), v2c.OctetString('flake')),
    Scalar(o + (2,), v2c.Integer()).setMaxAccess('read-write'), Instance(o + (2,), (0,), v2c.Integer(42)),
    Table(o + (3,)), Row(o + (3, 1)).setIndexNames((0, 'SNOW', 'snowIndex')), snowIndex=Column(o + (3, 1, 1), v2c.Integer()))
builder.export_symbols('SNOW2', Column(o + (3, 1, 2), v2c.Integer()),
    *(Instance(o + (3, 1, 2), (i,), v2c.Integer(v)) for i, v in ((1, 1), (2, 3), (7, 2))))
for responder in (cmdrsp.GetCommandResponder, cmdrsp.SetCommandResponder, cmdrsp.NextCommandResponder, cmdrsp.BulkCommandResponder): responder(snmp, here)
print(port, flush=True)
snmp.transport_dispatcher.job_started(1); snmp.open_dispatcher()
""")
agent = subprocess.Popen([sys.executable, d + "/agent.py"], stdout=subprocess.PIPE, text=True)
try:
    from snimpy import mib
    from snimpy.manager import Manager, load
    mib.path(d)
    load("SNOW-MIB")
    assert mib.get("SNOW-MIB", "snowState").oid == (1, 3, 6, 1, 4, 1, 99999, 3, 1, 2) and "snowDepth" in {str(one) for one in mib.getScalars("SNOW-MIB")}
    m = Manager("127.0.0.1:%d" % int(agent.stdout.readline()), "public", 2)
    assert m.snowName in (b"flake", "flake") and m.snowDepth == 42
    assert {int(i): str(state) for i, state in m.snowState.items()} == {1: "powder(1)", 2: "ice(3)", 7: "firn(2)"}, list(m.snowState.items())
    assert m.snowState[2] == "ice"
    m.snowDepth = 55
    assert m.snowDepth == 55
finally:
    agent.kill()
