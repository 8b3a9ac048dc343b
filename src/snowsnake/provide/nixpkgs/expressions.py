"""What nixpkgs' expressions give to Python distributions that is not Python.

A table by normalised distribution name, made by `scripts/nixpkgs-expressions` from a checkout of nixpkgs. Values read
`HOW ATTRIBUTE NAME,NAME`: which of an attribute's programs and libraries are meant, and whether their paths are put
into the `code`, the attribute into the `path` of what is installed, or there for `tests` only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from snowsnake.provide.advice import Choice, Dependency, Strength
from snowsnake.provide.tables import FileTable

TABLE = Path(__file__).with_name("shipped") / "expressions.table"
_STRENGTHS: dict[str, Strength] = {"code": "depends", "path": "recommends", "tests": "suggests"}


def given_to(distribution: str) -> Sequence[Dependency]:
    """What the expression of a distribution (normalised name) gives it; empty if none is known.

    Libraries are without their versions, `libmagic.so`: another base has others. Raises `BadFileTable`.
    """
    return tuple(_parsed(distribution, value) for value in _table().find("distribution", distribution))


@cache
def _table() -> FileTable:
    return FileTable(TABLE)


def _parsed(distribution: str, value: str) -> Dependency:
    how, attribute, names = value.split(" ")
    choice = Choice(package=attribute, names=tuple(names.split(",")))
    return Dependency(by="nixpkgs", of=distribution, strength=_STRENGTHS[how], choices=(choice,))
