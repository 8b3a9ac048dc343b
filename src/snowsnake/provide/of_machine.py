"""What belongs to the machine and to no package: drivers, PAM, setuid programs (`knowledge/machine.toml`)."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Literal

from snowsnake.knowledge import table


@dataclass(frozen=True, kw_only=True, slots=True)
class OfMachine:
    """One kind of what belongs to the machine."""

    answer: Literal["driver", "machine", "refused"]
    """A need of the kind `driver`; the machine's own is used; it is refused where it is required."""
    kinds: tuple[str, ...]
    """Of the needs that are meant."""
    names: tuple[str, ...]
    """Patterns."""
    reason: str
    """Why, and what to do; a sentence without its full stop."""


@cache
def of_machine(kind: str, name: str) -> OfMachine | None:
    """What a need of this kind and name is part of; `None` where packages may have it.

    `kind` is a need's; `library` is a bare name, `driver` a file's or a bare one.
    """
    files = (
        {f"lib{name}.so"} if kind == "library" else {name, f"lib{name}.so"} if kind == "driver" else {name}
    )
    for entry in _entries():
        meant = entry.answer == "driver" if kind == "driver" else kind in entry.kinds
        if meant and any(fnmatchcase(file, pattern) for file in files for pattern in entry.names):
            return entry
    return None


def is_of_driver(kind: str, name: str) -> bool:
    """Whether a need is part of a card's driver: the machine that has the card has it, and no package."""
    return (found := of_machine(kind, name)) is not None and found.answer == "driver"


@cache
def _entries() -> tuple[OfMachine, ...]:
    return tuple(
        OfMachine(
            answer=entry["answer"],
            kinds=tuple(entry["kinds"]),
            names=tuple(entry["names"]),
            reason=entry["reason"],
        )
        for entry in table("machine")["machine"]
    )
