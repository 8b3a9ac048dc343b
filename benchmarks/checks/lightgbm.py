"""LightGBM: trees boosted by gradients, trained with OpenMP.

round: 7
native: yes
apt: libgomp1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, tempfile
import numpy as np
import lightgbm as lgb
rng = np.random.default_rng(5)
X = rng.normal(size=(1500, 6))
y = ((X[:, 0] + X[:, 1] * X[:, 2]) > 0).astype(int)
data = lgb.Dataset(X[:1000], label=y[:1000])
valid = data.create_valid(X[1000:], label=y[1000:])
scores = {}
booster = lgb.train({"objective": "binary", "metric": ["auc"], "num_leaves": 15, "verbose": -1, "num_threads": 2, "seed": 1}, data, num_boost_round=80, valid_sets=[valid], callbacks=[lgb.record_evaluation(scores)])
assert scores["valid_0"]["auc"][-1] > 0.95, scores["valid_0"]["auc"][-1]
p = booster.predict(X[1000:])
assert ((p > 0.5) == y[1000:]).mean() > 0.88
gain = booster.feature_importance("gain")
assert set(np.argsort(gain)[-3:]) == {0, 1, 2}, gain
f = os.path.join(tempfile.mkdtemp(), "m.txt")
booster.save_model(f)
again = lgb.Booster(model_file=f)
assert np.allclose(again.predict(X[1000:]), p)
assert json.loads(json.dumps(booster.dump_model()))["num_class"] == 1
contributions = booster.predict(X[:5], pred_contrib=True)
assert contributions.shape == (5, 7) and np.allclose(contributions.sum(axis=1), booster.predict(X[:5], raw_score=True))
