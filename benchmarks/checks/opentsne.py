"""openTSNE: t-SNE embeddings, fast by FFT interpolation and OpenMP.

native: no
extra: numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
from openTSNE import TSNE
rng = np.random.default_rng(0)
X = np.vstack([rng.normal(0, 1, (150, 20)), rng.normal(12, 1, (150, 20))])
label = np.arange(300) < 150
for method in ("bh", "fft"):
    fitted = TSNE(perplexity=20, early_exaggeration_iter=150, n_iter=150, n_jobs=2, neighbors="annoy", negative_gradient_method=method, random_state=1).fit(X)
    Y = np.asarray(fitted)
    assert Y.shape == (300, 2) and np.isfinite(Y).all()
    d = ((Y[:, None] - Y[None]) ** 2).sum(-1) + np.eye(300) * 1e9
    assert (label[d.argmin(1)] == label).mean() > 0.98   # who is nearest belongs to the same cloud
assert np.asarray(fitted.transform(X[:5])).shape == (5, 2)
