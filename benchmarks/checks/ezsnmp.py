"""EzSnmp: asks machines by SNMP, with Net-SNMP's library; here a little agent on loopback.

round: 4
native: yes
extra: pysnmp, cryptography
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile, time
d = tempfile.mkdtemp(); os.environ["HOME"] = d
open(d + "/agent.py", "w").write("""
import asyncio, sys
from pysnmp.entity import engine, config
from pysnmp.entity.rfc3413 import cmdrsp, context
from pysnmp.carrier.asyncio.dgram import udp
from pysnmp.smi import builder
from pysnmp.proto.api import v2c
asyncio.set_event_loop(asyncio.new_event_loop())
e = engine.SnmpEngine()
config.add_transport(e, udp.DOMAIN_NAME, udp.UdpTransport().open_server_mode(("127.0.0.1", int(sys.argv[1]))))
config.add_v1_system(e, "area", "public")
for model in (1, 2): config.add_vacm_user(e, model, "area", "noAuthNoPriv", (1, 3, 6), (1, 3, 6))
config.add_v3_user(e, "ada", config.USM_AUTH_HMAC96_SHA, "authsecret", config.USM_PRIV_CFB128_AES, "privsecret")
config.add_vacm_user(e, 3, "ada", "authPriv", (1, 3, 6), (1, 3, 6))
c = context.SnmpContext(e)
b = c.get_mib_instrum().get_mib_builder()
scalar, instance = b.import_symbols("SNMPv2-SMI", "MibScalar", "MibScalarInstance")
b.export_symbols("__SNOW", scalar((1, 3, 6, 1, 4, 1, 9999, 1), v2c.OctetString()).setMaxAccess("read-write"), instance((1, 3, 6, 1, 4, 1, 9999, 1), (0,), v2c.OctetString("snow")).setMaxAccess("read-write"),
                 scalar((1, 3, 6, 1, 4, 1, 9999, 2), v2c.Integer()).setMaxAccess("read-write"), instance((1, 3, 6, 1, 4, 1, 9999, 2), (0,), v2c.Integer(42)).setMaxAccess("read-write"))
for responder in (cmdrsp.GetCommandResponder, cmdrsp.NextCommandResponder, cmdrsp.BulkCommandResponder, cmdrsp.SetCommandResponder): responder(e, c)
print("ready", flush=True)
e.transport_dispatcher.job_started(1)
e.transport_dispatcher.run_dispatcher()
""")
port = 50161
log = open(d + "/log", "w")
agent = subprocess.Popen([sys.executable, d + "/agent.py", str(port)], stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": ""})
try:
    end = time.time() + 60
    while "ready" not in open(d + "/log").read() and agent.poll() is None and time.time() < end: time.sleep(0.2)
    assert agent.poll() is None, open(d + "/log").read()
    import ezsnmp
    with ezsnmp.Session(hostname="127.0.0.1", port_number=port, version=2, community="public", timeout=5) as s:
        got = s.get([".1.3.6.1.4.1.9999.1.0", ".1.3.6.1.4.1.9999.2.0"])
        assert [(r.value, r.type) for r in got] == [("snow", "STRING"), ("42", "INTEGER")], got
        assert [r.value for r in s.walk(".1.3.6.1.4.1.9999")] == ["snow", "42"]
        assert s.bulk_walk([".1.3.6.1.4.1.9999"])[-1].value == "42"
        s.set([".1.3.6.1.4.1.9999.1.0", "s", "ice"]); assert s.get(".1.3.6.1.4.1.9999.1.0")[0].value == "ice"
        assert s.get_next(".1.3.6.1.4.1.9999.1.0")[0].value == "42"
    with ezsnmp.Session(hostname="127.0.0.1", port_number=port, version=3, security_level="authPriv", security_username="ada", auth_protocol="SHA", auth_passphrase="authsecret", privacy_protocol="AES", privacy_passphrase="privsecret", timeout=5) as s:
        assert s.get(".1.3.6.1.4.1.9999.2.0")[0].value == "42"
    try:
        with ezsnmp.Session(hostname="127.0.0.1", port_number=port + 1, version=2, community="public", timeout=1, retries=0) as s: s.get(".1.3.6.1.4.1.9999.2.0")
    except ezsnmp.exceptions.GenericError: pass
    else: raise AssertionError("nobody answered")
finally: agent.kill(); agent.wait()
