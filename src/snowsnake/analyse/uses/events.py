"""What a program does outside itself, as events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from snowsnake.analyse.python.values import Place, Text


class Located(Text):
    """What `find_library` gave for a library that is there."""

    __slots__ = ("library",)
    library: str

    @classmethod
    def of(cls, library: str, place: Place) -> Self:
        """The file name of a library, as `find_library` would tell it."""
        made = cls(f"lib{library}.so", place)
        made.library = library
        return made


@dataclass(frozen=True, slots=True)
class Suppress:
    """A context that swallows failures of these kinds."""

    kinds: tuple[str, ...]


class Failed(Exception):
    """The program fails, while it is read what happens when something is not there."""

    def __init__(self, *kinds: str) -> None:
        super().__init__(*kinds)
        self.kinds = kinds
        """The names of the exception's class and of its bases, as far as they are known."""


class Broken(Exception):
    """A loop ends before its time."""


class Continued(Exception):
    """A loop goes on with its next item."""


@dataclass(slots=True, kw_only=True)
class Opened:
    """A library or a typelib that is looked for or opened, or a part of the standard library that is imported."""

    kind: str
    """`library` (a name as `find_library` takes it), `file` (as the loader takes it), `typelib`, `stdlib`."""
    name: str | None
    """`None` where it is not known."""
    evidence: tuple[str, ...]
    doubted: bool
    """Reached only under a condition that is not decided here."""
    handling: bool
    """Reached only after something else has failed."""
    own: bool = False
    """A file of the wheel."""
    importing: bool = False
    """While a top-level module is imported."""
    loop: int = 0
    """The loop in whose body the names of libraries are tried one after the other, if any."""
    merged: bool = False
    """It is among the others of one before it."""
    decided: bool = False
    """It was tried what happens without it."""
    required: bool = False
    """What opens it fails without it."""
    others: list[Opened] = field(default_factory=list)
    """What is tried when this is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A script that is run."""

    interpreter: str
    """Empty where it is run by itself."""
    script: str | None
    """A file of the wheel; `None` where it is not known which."""
    evidence: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A program that is run, or looked for."""

    name: str | None
    """`None` where it is not known."""
    evidence: tuple[str, ...]
    sought: bool
    """Only looked for (`shutil.which`)."""
    guarded: bool
    """What runs it goes on where it is not there."""
    file: str
