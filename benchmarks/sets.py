"""The requirements that the benchmarks use."""

from __future__ import annotations

LARGE = (
    "boto3",
    "django",
    "fastapi[standard]",
    "jupyterlab",
    "matplotlib",
    "pandas",
    "pytest",
    "requests",
    "scikit-learn",
    "sphinx",
    "sqlalchemy",
    "statsmodels",
)
"""Twelve well-known requirements that come to about 160 distributions."""

ADDITIONS = ("cowsay", "humanize", "inflection", "pyfiglet", "unidecode")
"""Small distributions without requirements, none of them among the large set's."""
