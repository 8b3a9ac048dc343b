"""Recognises imports of what a base may ship apart from the interpreter: parts of the standard library."""

from __future__ import annotations

import re
from functools import cache

from snowsnake.knowledge import table


def part_of(module: str) -> str | None:
    """The part that an import of this module needs: `tkinter` of `tkinter.ttk` and of `turtle`; mostly `None`."""
    found = _modules()
    name = module
    while name:
        if name in found:
            return found[name]
        name = name.rpartition(".")[0]
    return None


def former_part_of(module: str) -> str | None:
    """The part that was called so in Python 2: `tkinter` of `Tkinter`."""
    return _former().get(module.partition(".")[0])


def imports_part(data: bytes) -> bool:
    """Whether a module looks as if it imports such a part."""
    return any(word in data for word in _words()) and _imports().search(data) is not None


@cache
def _modules() -> dict[str, str]:
    return _named("modules")


@cache
def _former() -> dict[str, str]:
    return _named("former")


@cache
def _words() -> tuple[bytes, ...]:
    """Texts of which one is in every module that imports a part: as few as will do, each costs a search."""
    modules = sorted(_modules(), key=len)
    return tuple(
        name.encode() for name in modules if not any(other in name for other in modules if other != name)
    )


def names() -> bytes:
    """A pattern that means the name of any module which is such a part."""
    return b"|".join(re.escape(name.encode()) for name in sorted(_modules(), reverse=True))


@cache
def _imports() -> re.Pattern[bytes]:
    return re.compile(rb"^[ \t]*(?:from[ \t]+|import[ \t][^\n#]*\b)(?:" + names() + rb")\b", re.MULTILINE)


def _named(key: str) -> dict[str, str]:
    parts = table("stdlib")["part"]
    assert isinstance(parts, list)  # noqa: S101 -- the file is part of the package
    return {module: part["name"] for part in parts for module in part[key]}
