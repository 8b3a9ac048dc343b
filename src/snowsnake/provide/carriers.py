"""Programs that packages of other registries are known to carry (`knowledge/carriers.toml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from snowsnake.knowledge import table
from snowsnake.requirements.carrier import Carrier, parse_carrier
from snowsnake.requirements.text import Where

_WHERE = Where(name="carriers.toml")


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A program, and what carries it."""

    program: str
    carrier: Carrier
    evidence: str
    """Where that is known from."""


@cache
def known_carriers() -> tuple[Known, ...]:
    """The table."""
    return tuple(
        Known(
            program=entry["program"],
            carrier=_carrier(entry["program"], entry["from"], entry.get("at")),
            evidence=entry["evidence"],
        )
        for entry in table("carriers")["carrier"]
    )


def _carrier(program: str, source: str, at: str | None) -> Carrier:
    carrier = parse_carrier(source, _WHERE)
    if at is None:
        return carrier
    return Carrier(origin=carrier.origin, name=carrier.name, version=carrier.version, programs={program: at})
