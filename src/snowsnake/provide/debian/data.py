"""What programs and libraries of Debian packages must be told to find their data (`knowledge/data.toml`)."""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SHELL = "dash"
"""What the wrappers that tell them are written for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Data:
    """What is known of a package."""

    package: str
    """Its name, in which a `*` stands for any characters (`libmagic1*`)."""
    variables: Mapping[str, tuple[str, ...]]
    """By name, patterns below the tree."""
    steps: tuple[tuple[str, ...], ...]
    """Programs below the tree, with arguments, to run once."""
    also: tuple[str, ...]
    """Packages without which it is of little use: a language, a font."""
    evidence: str
    """Where that is known from."""


@cache
def entries() -> tuple[Data, ...]:
    """The table."""
    text = (files("snowsnake") / "provide" / "knowledge" / "data.toml").read_text("utf-8")
    return tuple(
        Data(
            package=entry["package"],
            variables={name: tuple(patterns) for name, patterns in entry.get("variables", {}).items()},
            steps=tuple(tuple(step) for step in entry.get("steps", ())),
            also=tuple(entry.get("also", ())),
            evidence=entry["evidence"],
        )
        for entry in tomllib.loads(text)["data"]
    )


def known_about(packages: Collection[str]) -> Iterator[Data]:
    """The entries of any of these packages, in the table's order."""
    for entry in entries():
        if fnmatch.filter(packages, entry.package):
            yield entry
