"""Make data, learn from it, draw it, and look at the drawing: pandas, scikit-learn, matplotlib, OpenCV."""

import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("agg")

import cv2
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
import statsmodels.api as sm
from sklearn.cluster import KMeans

output = Path(sys.argv[1] if len(sys.argv) > 1 else "penguins.png")

# Three made-up kinds of penguin.
rng = np.random.default_rng(seed=1)
kinds = {"small": (38, 3400), "middle": (47, 4300), "large": (51, 5400)}
penguins = pd.concat(
    pd.DataFrame(
        {"kind": kind, "beak (mm)": rng.normal(beak, 1.5, 60), "weight (g)": rng.normal(mass, 180, 60)}
    )
    for kind, (beak, mass) in kinds.items()
)
print(penguins.groupby("kind", sort=False).mean().round(1).to_string())

numbers = penguins[["beak (mm)", "weight (g)"]]
penguins["cluster"] = KMeans(n_clusters=3, n_init=10, random_state=1).fit_predict(numbers / numbers.std())
agreement = penguins.groupby("kind")["cluster"].agg(lambda group: group.value_counts(normalize=True).iloc[0])
fit = sm.OLS(penguins["weight (g)"], sm.add_constant(penguins["beak (mm)"])).fit()
print(f"k-means finds the kinds again: {agreement.mean():.0%}; weight on beak: R² = {fit.rsquared:.2f}")

sns.set_theme()
figure, axes = plt.subplots(figsize=(6, 4), dpi=120)
sns.scatterplot(penguins, x="beak (mm)", y="weight (g)", hue="kind", style="cluster", ax=axes)
axes.set_title("Penguins that snowsnake met")
figure.tight_layout()
figure.savefig(output)

picture = cv2.imread(str(output))
edges = cv2.Canny(picture, 100, 200)
print(f"{output}: {picture.shape[1]}x{picture.shape[0]} pixels, {np.count_nonzero(edges)} of them on edges")
