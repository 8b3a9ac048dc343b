"""What is said of a Python distribution that it depends on, beside Python.

By packagers of Debian and of nixpkgs, and by its own description.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Strength = Literal["depends", "recommends", "suggests"]
VERBS: dict[Strength, str] = {
    "depends": "depends on",
    "recommends": "recommends",
    "suggests": "suggests",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of the alternatives of a dependency."""

    package: str
    """Debian's package, or nixpkgs' attribute."""
    names: tuple[str, ...]
    """Programs, libraries and typelibs that it has: `gs`, `libpq.so.5` (nixpkgs': `libpq.so`), `Gtk-3.0.typelib`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dependency:
    """What somebody says of a distribution."""

    by: Literal["debian", "nixpkgs", "description"]
    of: str
    """The binary package that carries the distribution (`python3-gnupg`); else the distribution itself."""
    strength: Strength
    choices: tuple[Choice, ...]
    """In the packager's order; nixpkgs has one."""
    suite: str | None = None
    """Debian's suite, if not the environment's: its packages may have other names, its libraries have no version."""

    def evidence(self, choice: Choice) -> str:
        """What is told to the user."""
        if self.by == "debian":
            of = self.of if self.suite is None else f"{self.of} ({self.suite})"
            return f"Debian's {of} {VERBS[self.strength]} {choice.package}"
        if self.by == "description":
            return evidence_of_told(choice.package)
        return f"nixpkgs' expression of {self.of} gives it {choice.package}"


def evidence_of_told(package: str) -> str:
    """What is told to the user of a package that a description has its readers install."""
    return f"its description tells to install {package}"


def stem(package: str) -> str:
    """What the packages of one thing have in common: `poppler-utils`, `libpoppler-dev` and `poppler`."""
    found = re.sub(r"(-(dev|utils|tools|bin|ocr))+$", "", package.removeprefix("lib"))
    return re.sub(r"[-.]?\d[\w.]*$", "", found.removesuffix("t64")) or package


def unversioned(name: str) -> str:
    """A library's name without its version: `libmagic.so.1` is `libmagic.so`."""
    head, dot, _ = name.partition(".so.")
    return f"{head}.so" if dot else name


def bare_name(name: str) -> str:
    """What a soname and a library's bare name have in common: `libmagic.so.1` is `magic`; of a program itself."""
    return name.removeprefix("lib").partition(".so")[0] if ".so" in name else name
