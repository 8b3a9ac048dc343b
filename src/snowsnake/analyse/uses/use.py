"""One thing that a wheel opens or runs at run time, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

UseKind = Literal["data", "library", "program", "soname", "stdlib", "typelib"]
Level = Literal["required", "optional", "test"]
Sure = Literal["certain", "likely", "perhaps"]


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Use:
    """A need that shows only when the code runs."""

    level: Level
    """`required`: the distribution does not do its job without it. `test`: only its tests and the like use it."""
    kind: UseKind
    name: str
    """`libmagic.so.1` (soname), `magic` (library: what `find_library` takes), `pdftoppm`, `Gtk-4.0`,
    `tkinter` (stdlib: a part of the standard library that a base may ship apart from the interpreter)."""
    alternatives: tuple[str, ...] = ()
    """What the same place is content with instead: sonames, or names as `find_library` takes them."""
    sure: Sure
    """`certain`: of programs, they are run, and what runs them does not go on without. `perhaps`: run, and the summary
    mentions one of that name (`using Doxygen`, but also `a client of NETCONF`)."""
    evidence: tuple[str, ...]
    """`package/module.py:12`, or the path of an ELF file; a handful at most."""
