"""transitions: state machines for Python; its diagrams are drawn by Graphviz.

round: 7
native: no
extra: transitions[diagrams], graphviz
apt: graphviz graphviz-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
from transitions import Machine, MachineError
from transitions.extensions import GraphMachine, HierarchicalGraphMachine
d = tempfile.mkdtemp()
class Water: pass
changes = [["melt", "solid", "liquid"], ["boil", "liquid", "gas"], {"trigger": "freeze", "source": "liquid", "dest": "solid"}]
plain = Water(); Machine(plain, states=["solid", "liquid", "gas"], transitions=changes, initial="solid")
assert plain.melt() and plain.is_liquid()
try: plain.melt(); raise SystemExit("melted twice")
except MachineError: pass
for engine in ("graphviz", "pygraphviz"):
    model = Water()
    machine = GraphMachine(model=model, states=["solid", "liquid", "gas"], transitions=changes, initial="solid", graph_engine=engine, title="Water", show_conditions=True)
    model.melt()
    for kind, start in (("png", b"\x89PNG\r\n\x1a\n"), ("svg", b"<")):
        model.get_graph().draw(f"{d}/{engine}.{kind}", prog="dot")
        assert open(f"{d}/{engine}.{kind}", "rb").read(8).startswith(start), (engine, kind)
    svg = open(f"{d}/{engine}.svg", encoding="utf-8").read()
    assert svg.count('class="node"') == 3 and svg.count('class="edge"') == 3 and "freeze" in svg and "Water" in svg, svg
    nested = HierarchicalGraphMachine(states=["a", {"name": "b", "children": ["x", "y"], "initial": "x"}], transitions=[["go", "a", "b"], ["on", "b_x", "b_y"]], initial="a", graph_engine=engine)
    nested.go(); assert nested.state == "b_x" and nested.on() and nested.state == "b_y"
    nested.get_graph().draw(f"{d}/n.{engine}.svg", prog="dot")
    assert 'class="cluster"' in open(f"{d}/n.{engine}.svg", encoding="utf-8").read(), engine
