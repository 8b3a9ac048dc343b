"""DoWhy: estimates causes and effects from data and a graph of causes, which Graphviz reads and draws.

round: 7
native: no
extra: dowhy[pygraphviz], matplotlib
apt: graphviz libgraphviz-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import html, logging, os, tempfile
os.environ["MPLBACKEND"] = "Agg"
d = tempfile.mkdtemp(); os.environ.setdefault("MPLCONFIGDIR", d)
import numpy as np
import pandas as pd
from dowhy import CausalModel, gcm
from dowhy.utils import plot
import networkx as nx
said = []
class Keep(logging.Handler):
    def emit(self, record):
        said.append(record.getMessage())
logging.getLogger("dowhy").addHandler(Keep()); logging.getLogger("dowhy").setLevel(logging.INFO)
rng = np.random.default_rng(7)
n = 3000
cold = rng.normal(size=n)   # causes both: snow, and that people stay at home
salt = (0.8 * cold + rng.normal(size=n) > 0).astype(int)
slips = 5 + 2 * cold - 1.5 * salt + rng.normal(size=n)   # salt helps by 1.5
data = pd.DataFrame({"cold": cold, "salt": salt, "slips": slips})
naive = data.slips[data.salt == 1].mean() - data.slips[data.salt == 0].mean()
assert naive > -0.5, naive   # it looks as if it did not
model = CausalModel(data=data, treatment="salt", outcome="slips", graph='digraph { cold -> salt; cold -> slips; salt -> slips; }')
assert sorted(model._graph._graph.edges()) == [("cold", "salt"), ("cold", "slips"), ("salt", "slips")]
found = model.identify_effect(proceed_when_unidentifiable=True)
assert found.get_backdoor_variables() == ["cold"], found
for method in ("backdoor.linear_regression", "backdoor.propensity_score_weighting"):
    effect = model.estimate_effect(found, method_name=method, target_units="ate")
    assert abs(effect.value + 1.5) < 0.35, (method, effect.value)
effect = model.estimate_effect(found, method_name="backdoor.linear_regression")
assert abs(effect.value + 1.5) < 0.15, effect.value
nothing = model.refute_estimate(found, effect, method_name="placebo_treatment_refuter", placebo_type="permute", num_simulations=10)
assert abs(nothing.new_effect) < 0.2, nothing
open(d + "/g.dot", "w").write('digraph { cold -> slips; "salt" -> slips [label="less"]; }')
assert len(CausalModel(data=data, treatment="salt", outcome="slips", graph=d + "/g.dot")._graph._graph.edges()) == 2
graph = nx.DiGraph([("cold", "salt"), ("cold", "slips"), ("salt", "slips")])
plot(graph, causal_strengths={("salt", "slips"): -1.5}, colors={"cold": "blue"}, filename=d + "/g.svg", display_plot=False)
svg = html.unescape(open(d + "/g.svg", encoding="utf-8").read())
assert 'class="edge"' in svg and "-1.5" in svg and "cold" in svg, svg[:2000]   # Graphviz's, not matplotlib's
plot(graph, filename=d + "/g.png", display_plot=True)
assert open(d + "/g.png", "rb").read(8) == b"\x89PNG\r\n\x1a\n"
assert not [line for line in said if "alling back" in line or "cannot be loaded" in line], said
causes = gcm.StructuralCausalModel(graph)
gcm.auto.assign_causal_mechanisms(causes, data.astype(float), quality=gcm.auto.AssignmentQuality.GOOD)
gcm.fit(causes, data.astype(float))
without = gcm.interventional_samples(causes, {"salt": lambda x: 0.0}, num_samples_to_draw=2000).slips.mean() - gcm.interventional_samples(causes, {"salt": lambda x: 1.0}, num_samples_to_draw=2000).slips.mean()
assert abs(without - 1.5) < 0.5, without
