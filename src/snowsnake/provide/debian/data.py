"""What Debian packages need besides their files (`knowledge/data.toml`, `knowledge/plugins.toml`)."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from snowsnake.knowledge import table

SHELL = "dash"
"""What libraries of a tree start commands with (`system`), and its scripts are run by."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Data:
    """What is known of a package."""

    package: str
    """Its name, in which a `*` stands for any characters (`libmagic1*`)."""
    variables: Mapping[str, tuple[str, ...]]
    """By name, patterns below the tree: for Python's process and programs from elsewhere."""
    steps: tuple[tuple[str, ...], ...]
    """Programs below the tree, with arguments, to run once."""
    also: tuple[str, ...]
    """Packages without which it is of little use: a language, a font."""
    evidence: str
    """Where that is known from."""


@cache
def entries() -> tuple[Data, ...]:
    """The table."""
    return tuple(
        Data(
            package=entry["package"],
            variables={name: tuple(patterns) for name, patterns in entry.get("variables", {}).items()},
            steps=tuple(tuple(step) for step in entry.get("steps", ())),
            also=tuple(entry.get("also", ())),
            evidence=entry["evidence"],
        )
        for entry in table("data")["data"]
    )


def known_about(packages: Collection[str]) -> Iterator[Data]:
    """The entries of any of these packages, in the table's order; then the plugins that come by rule."""
    for entry in entries():
        if fnmatch.filter(packages, entry.package):
            yield entry
    plugins = _plugins()
    yield from (plugins[package] for package in sorted(plugins.keys() & set(packages)))


@cache
def _plugins() -> Mapping[str, Data]:
    """What comes with libraries by rule, by their package."""
    found: dict[str, list[str]] = {}
    for row in table("plugins")["plugins"]:
        found.setdefault(row["library"], []).append(row["plugins"])
    return {
        package: Data(
            package=package,
            variables={},
            steps=(),
            also=tuple(plugins),
            evidence=f"Recommends of {package}: scripts/debian-plugins",
        )
        for package, plugins in found.items()
    }


def kept_in(paths: Collection[str]) -> dict[str, dict[str, str]]:
    """What an archive has at places where Debian's packages have data: by variable, pattern -> a path that is there.

    `paths` are all files of the archive. A pattern that says little (`share`, `lib/*`) means nothing here.
    """
    known, anything = _places()
    above = {path for file in paths for path in _above(file)}
    places = sorted(
        filter(anything.fullmatch, above)
    )  # hardly any of the many files that an archive may have
    found: dict[str, dict[str, str]] = {}
    for name, pattern, text in known:
        if (path := next(filter(text.fullmatch, places), None)) is not None:
            found.setdefault(name, {})[pattern] = path
    return found


@cache
def _places() -> tuple[tuple[tuple[str, str, re.Pattern[str]], ...], re.Pattern[str]]:
    """Variables with their patterns, as they are written and compiled; and what any of the patterns means."""
    known = tuple(
        (name, pattern, re.compile(re.escape(pattern).replace(r"\*", "[^/]*")))
        for entry in entries()
        for name, patterns in entry.variables.items()
        for pattern in patterns
        if "/" in pattern and "*" not in pattern.rpartition("/")[2]
    )
    return known, re.compile("|".join(text.pattern for _, _, text in known))


def _above(path: str) -> Iterator[str]:
    """A path and the directories that it is in."""
    while path:
        yield path
        path = path.rpartition("/")[0]
