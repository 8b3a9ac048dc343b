"""traci: steers SUMO, the simulation of traffic, while it runs.

round: 6
native: yes
extra: eclipse-sumo
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.chdir(d)
bin = os.path.join(sys.prefix, "bin")
open("n.nod.xml", "w").write('<nodes><node id="a" x="0" y="0"/><node id="b" x="500" y="0" type="traffic_light"/><node id="c" x="1000" y="0"/><node id="s" x="500" y="-400"/></nodes>')
open("e.edg.xml", "w").write('<edges>' + "".join(f'<edge id="{x}{y}" from="{x}" to="{y}" numLanes="1" speed="15"/>' for x, y in ("ab", "bc", "sb")) + '</edges>')
r = subprocess.run([os.path.join(bin, "netconvert"), "-n", "n.nod.xml", "-e", "e.edg.xml", "-o", "net.xml"], capture_output=True, text=True, timeout=100)
assert r.returncode == 0 and os.path.getsize("net.xml") > 500, r
open("r.rou.xml", "w").write('<routes><vType id="car" accel="2.5" sigma="0"/><route id="east" edges="ab bc"/><vehicle id="first" type="car" route="east" depart="0"/></routes>')
import sumolib, traci
net = sumolib.net.readNet("net.xml")
assert abs(net.getEdge("ab").getLength() - 500) < 30 and [e.getID() for e in net.getShortestPath(net.getEdge("sb"), net.getEdge("bc"))[0]] == ["sb", "bc"]
traci.start([os.path.join(bin, "sumo"), "-n", "net.xml", "-r", "r.rou.xml", "--no-step-log", "--no-warnings", "--seed", "6"], stdout=subprocess.DEVNULL)
api, version = traci.getVersion()
assert api >= 20 and "SUMO" in version, (api, version)
assert traci.trafficlight.getIDList() == ("b",)
traci.trafficlight.setRedYellowGreenState("b", "r" * len(traci.trafficlight.getRedYellowGreenState("b")))
speeds = []
for step in range(70):
    traci.simulationStep()
    speeds.append(traci.vehicle.getSpeed("first"))
assert max(speeds) > 13 and speeds[-1] == 0 and traci.vehicle.getRoadID("first") == "ab", speeds[-5:]   # it waits
x, y = traci.vehicle.getPosition("first")
assert 440 < x < 500, (x, y)
traci.vehicle.add("second", "east", typeID="car"); traci.vehicle.setColor("second", (255, 0, 0, 255)); traci.simulationStep()
assert set(traci.vehicle.getIDList()) == {"first", "second"} and traci.vehicle.getColor("second")[:3] == (255, 0, 0)
traci.trafficlight.setRedYellowGreenState("b", "G" * len(traci.trafficlight.getRedYellowGreenState("b")))
arrived = []
while traci.simulation.getMinExpectedNumber() and traci.simulation.getTime() < 400:
    traci.simulationStep(); arrived += traci.simulation.getArrivedIDList()
assert arrived == ["first", "second"], arrived
try:
    traci.vehicle.getSpeed("nobody"); raise AssertionError("not refused")
except traci.TraCIException as e:
    assert "nobody" in str(e), e
traci.close()
