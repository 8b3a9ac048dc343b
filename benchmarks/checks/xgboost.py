"""XGBoost: trees by gradient boosting.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import numpy as np
import scipy.sparse
import xgboost as xgb
d = tempfile.mkdtemp()
rng = np.random.default_rng(1)
X = rng.normal(size=(1500, 6)).astype("f4"); X[rng.random(X.shape) < 0.05] = np.nan
y = ((np.nan_to_num(X[:, 0]) * np.nan_to_num(X[:, 1]) > 0) ^ (np.nan_to_num(X[:, 2]) > 1)).astype(int)
train, test = xgb.DMatrix(X[:1000], y[:1000], feature_names=list("abcdef")), xgb.DMatrix(X[1000:], y[1000:], feature_names=list("abcdef"))
history = {}
model = xgb.train({"objective": "binary:logistic", "max_depth": 4, "eta": 0.2, "eval_metric": ["logloss", "auc"], "nthread": 2, "seed": 3}, train, 60, evals=[(train, "train"), (test, "test")], evals_result=history, verbose_eval=False)
assert history["train"]["logloss"][-1] < history["train"]["logloss"][0] / 2 and history["test"]["auc"][-1] > 0.9, history["test"]["auc"][-1]
p = model.predict(test)
assert ((p > 0.5) == y[1000:]).mean() > 0.85, ((p > 0.5) == y[1000:]).mean()
gain = model.get_score(importance_type="gain")
assert set("abc") <= set(sorted(gain, key=gain.get)[-3:]), gain
shap = model.predict(test, pred_contribs=True)
assert np.allclose(shap.sum(1), model.predict(test, output_margin=True), atol=1e-3)
for name in ("m.json", "m.ubj"):
    model.save_model(os.path.join(d, name)); again = xgb.Booster(model_file=os.path.join(d, name))
    assert np.allclose(again.predict(test), p) and again.num_boosted_rounds() == 60
assert "yes=" in model.get_dump()[0]
r = xgb.train({"objective": "reg:squarederror", "tree_method": "exact", "nthread": 2}, xgb.DMatrix(np.arange(50.0).reshape(-1, 1), np.arange(50.0) ** 2), 200)
assert np.abs(r.predict(xgb.DMatrix(np.arange(50.0).reshape(-1, 1))) - np.arange(50.0) ** 2).max() < 20
s = scipy.sparse.random(200, 30, density=0.2, random_state=1, format="csr")
target = np.asarray(s.sum(1)).ravel()
lin = xgb.train({"booster": "gblinear", "updater": "coord_descent", "nthread": 1}, xgb.DMatrix(s, target), 100)
assert np.corrcoef(lin.predict(xgb.DMatrix(s)), target)[0, 1] > 0.95
cv = xgb.cv({"objective": "binary:logistic", "max_depth": 3, "nthread": 2}, train, 10, nfold=3, as_pandas=False, seed=1)
assert len(cv["test-logloss-mean"]) == 10 and cv["test-logloss-mean"][-1] < cv["test-logloss-mean"][0]
