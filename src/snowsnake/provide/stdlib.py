"""Parts of the standard library that a base ships apart from the interpreter: who has them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from snowsnake.knowledge import table
from snowsnake.targets import Target


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where Debian has a part."""

    package: str
    path: str
    """The file that makes the part usable, below the interpreter's tree."""


def debian_place(part: str, target: Target, packages: Collection[str], *, triplet: str = "") -> Place | None:
    """Which of `packages`, those of the interpreter's tree, has a part (`tkinter`); `None` where none has it.

    `triplet` is Debian's word for the machine; some paths have it.
    """
    known = _parts().get(part, {}).get("debian", {}).get(target.implementation)
    if known is None:
        return None
    words = {"version": target.python, "digits": target.interpreter[2:], "triplet": triplet}
    for pattern in known["packages"]:
        package = pattern.format_map(words)
        if package in packages:
            return Place(package=package, path=known["path"].format_map(words))
    return None


def nixpkgs_attribute(part: str, target: Target) -> str | None:
    """The attribute of nixpkgs that has a part for this interpreter: `python313Packages.tkinter`.

    It is the interpreter (`python313`) where nixpkgs does not ship the part apart; `None` for what is no part.
    """
    known = _parts().get(part)
    if known is None:
        return None
    prefix = "python" if target.implementation == "cp" else "pypy"
    interpreter = f"{prefix}{target.interpreter[2:]}"
    attribute = known.get("nixpkgs", {}).get(target.implementation)
    return f"{interpreter}Packages.{attribute}" if attribute is not None else interpreter


@cache
def _parts() -> Mapping[str, Mapping[str, Any]]:
    return {part["name"]: part for part in table("stdlib")["part"]}
