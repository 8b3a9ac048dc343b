"""What is known beforehand: `provide/knowledge/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from packaging.utils import canonicalize_name, is_normalized_name


@cache
def table(name: str) -> Mapping[str, Any]:
    """One of the files, which are part of snowsnake, parsed."""
    return tomllib.loads((files("snowsnake") / "provide" / "knowledge" / f"{name}.toml").read_text("utf-8"))


@cache
def texts(name: str, *keys: str) -> frozenset[str]:
    """The arrays of strings at these keys."""
    found: set[str] = set()
    for key in keys:
        value = table(name)[key]
        if isinstance(value, list):
            found.update(value)
    return frozenset(found)


@cache
def mapping(name: str, key: str) -> Mapping[str, str]:
    """A table of strings."""
    value = table(name)[key]
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {}


def requirement_for(module: str) -> str:
    """The requirement that brings a top-level module, as far as names tell; empty where none does.

    No distribution is called like a private module (`_build_helper`): its own source has that somewhere.
    """
    known = mapping("imports", "modules").get(module)
    if known is not None:
        return known
    named = module.replace("_", "-")
    return named if is_normalized_name(named.lower()) else ""


def distribution_of(module: str) -> str:
    """The name in `requirement_for`."""
    return requirement_for(module).partition("<")[0]


def meant_by_module(name: str) -> tuple[str, str] | None:
    """The module that a distribution's name is, and the distribution that has it, where that is called otherwise."""
    normal = canonicalize_name(name)
    for module in mapping("imports", "modules"):
        distribution = distribution_of(module)
        if canonicalize_name(module) == normal and canonicalize_name(distribution) not in {"", normal}:
            return module, distribution
    return None


@cache
def families() -> dict[str, tuple[str, ...]]:
    """The programs that come together, by the name of the project that they are of."""
    value = table("run-time")["families"]
    assert isinstance(value, dict)  # noqa: S101 -- the file is part of the package
    return {str(name): tuple(map(str, programs)) for name, programs in value.items()}
