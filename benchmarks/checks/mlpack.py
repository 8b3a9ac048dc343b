"""mlpack: machine learning in C++ with Armadillo.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import numpy as np, pandas
import mlpack
os.chdir(tempfile.mkdtemp())
rng = np.random.default_rng(8)
centres = np.array([[0, 0, 0], [8, 0, 0], [0, 8, 0]])
labels = np.repeat([0, 1, 2], 200); points = centres[labels] + rng.normal(size=(600, 3))
# neighbours (what it is given, it may reorder)
got = mlpack.knn(k=3, reference=points.copy(), seed=1)
every = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1)); np.fill_diagonal(every, np.inf)
assert np.allclose(got["distances"], np.sort(every, axis=1)[:, :3]) and (got["neighbors"][:, 0] == every.argmin(1)).all()
tree = mlpack.emst(input_=points.copy())["output"]
assert tree.shape == (599, 3) and abs(tree[:, 2].min() - every.min()) < 1e-9
# groups
groups = mlpack.kmeans(clusters=3, input_=points.copy(), seed=8, refined_start=True)
found = groups["centroid"][np.argsort(groups["centroid"] @ [1, 2, 0])]
assert np.abs(found - centres).max() < 0.4, found
dense = mlpack.dbscan(input_=points.copy(), epsilon=1.5, min_size=5)["assignments"].ravel()
core = (dense >= 0) & (dense < 600)   # the others are noise
assert all(np.bincount(dense[core & (labels == n)].astype(int)).max() > 180 for n in range(3)) and len(np.unique(dense[core])) < 9, np.unique(dense)
# axes
flat = mlpack.pca(input_=points.copy(), new_dimensionality=2)["output"]
values = np.linalg.eigvalsh(np.cov(points.T))[::-1][:2]
assert flat.shape == (600, 2) and np.allclose(flat.var(axis=0, ddof=1), values, rtol=1e-6), (flat.var(axis=0, ddof=1), values)
# lines
x = rng.normal(size=(200, 4)); y = x @ [1, -2, 3, 0.5] + 7
model = mlpack.linear_regression_train(training=x.copy(), training_responses=y.copy(), lambda_=0.0)["output_model"]
assert np.allclose(mlpack.linear_regression_predict(input_model=model, test=x)["output_predictions"].ravel(), y, atol=1e-6)
# a forest, of pandas' frames; the model in mlpack's own form
parts = mlpack.preprocess_split(input_=pandas.DataFrame(points.copy(), columns=list("abc")), input_labels=labels.copy(), test_ratio=0.3, seed=8)
assert parts["training"].shape == (420, 3) and parts["test"].shape == (180, 3)
forest = mlpack.random_forest_train(training=parts["training"], labels=parts["training_labels"], num_trees=20, seed=8)["output_model"]
said = mlpack.random_forest_classify(input_model=forest, test=parts["test"])["predictions"].ravel()
assert (said == np.asarray(parts["test_labels"]).ravel()).mean() > 0.97, said
two = labels < 2; line = mlpack.LogisticRegression(lambda_=0.1)
line.fit(training=points[two], labels=labels[two])
said = line.predict(test=points[two])
assert (np.asarray(said).ravel() == labels[two]).mean() > 0.98, said
# pictures
picture = rng.integers(0, 256, size=(1, 8 * 6 * 3)).astype(float)
mlpack.image_converter(input_=["flake.png"], width=8, height=6, channels=3, dataset=picture.copy(), save=True)
assert open("flake.png", "rb").read(8) == b"\x89PNG\r\n\x1a\n"
assert np.array_equal(mlpack.image_converter(input_=["flake.png"])["output"], picture)
