"""Relations between Debian packages: `libc6 (>= 2.38) | libc6.1, zlib1g:any` (Debian policy, chapter 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from snowsnake.errors import SnowsnakeError

_RELATION = re.compile(
    r"\s*(?P<name>[a-zA-Z0-9][a-zA-Z0-9+.-]*)"
    r"(?::(?P<qualifier>[a-z0-9-]+))?"
    r"\s*(?:\(\s*(?P<operator><<|<=|=|>=|>>|<|>)\s*(?P<version>[0-9A-Za-z.+~:-]+)\s*\))?"
    r"\s*(?:\[[^\]]*\])?\s*"
)


class BadRelation(SnowsnakeError):
    """A package's relation field does not parse."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"`{text}` is not a relation between Debian packages", help="report it: the index is signed"
        )


@dataclass(frozen=True, slots=True)
class Relation:
    """One package name, with the versions that will do."""

    name: str
    operator: str | None = None
    """`<<`, `<=`, `=`, `>=`, `>>`; `None`: any version."""
    version: str | None = None

    def __str__(self) -> str:
        return self.name if self.operator is None else f"{self.name} ({self.operator} {self.version})"

    def admits(self, version: str) -> bool:
        """Whether a version will do."""
        if self.operator is None or self.version is None:
            return True
        order = compare(version, self.version)
        match self.operator:
            case "<<":
                return order < 0
            case "<=" | "<":  # the single signs are old spellings of <= and >=
                return order <= 0
            case "=":
                return order == 0
            case ">=" | ">":
                return order >= 0
            case _:
                return order > 0


@cache
def _key(version: str) -> object:
    from debian.debian_support import NativeVersion  # noqa: PLC0415 -- slow to import, only for the solver

    return NativeVersion(version)


def compare(left: str, right: str) -> int:
    """-1, 0 or 1, by Debian's order of versions (deb-version(7))."""
    if left == right:
        return 0
    a, b = _key(left), _key(right)
    return -1 if a < b else int(a != b)  # type: ignore[operator]  # python-debian has no types


def parse_alternatives(text: str) -> tuple[Relation, ...]:
    """Read `a (>= 1) | b`. Raises `BadRelation`."""
    relations = []
    for part in text.split("|"):
        match = _RELATION.fullmatch(part)
        if match is None:
            raise BadRelation(part.strip())
        relations.append(Relation(match["name"], match["operator"], match["version"]))
    return tuple(relations)


def parse_relations(text: str) -> tuple[tuple[Relation, ...], ...]:
    """Read a whole field: all of the groups, any relation of each. Raises `BadRelation`."""
    return tuple(parse_alternatives(group) for group in text.split(",") if group.strip())
