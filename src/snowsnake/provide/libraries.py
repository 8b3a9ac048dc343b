"""Libraries by their bare names, as `ctypes.util.find_library` takes them, and names that are nearly right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from snowsnake.provide.tables import FileTable

if TYPE_CHECKING:
    from snowsnake.provide.tables import FileKind

_PREFIX = 2  # letters that are surely right
_ENOUGH = 4000  # names that are compared


def of_table(table: FileTable, bare: str) -> tuple[str, ...]:
    """`sonames` of a table. Raises `BadFileTable`."""
    return sonames((name for name, _ in table.starting("soname", f"lib{bare}.so")), bare)


def sonames(names: Iterable[str], bare: str) -> tuple[str, ...]:
    """Those of `names` that `magic` means: `libmagic.so.1`, `libmagic.so.1.0.0`, `libmagic.so`; the one to take first.

    A soname has a number, mostly one, and the newest is meant. Whether a loader finds them is for the caller to ask.
    """
    prefix = f"lib{bare}.so"
    there = set(names)
    numbered = {}
    for name in there:
        if match := re.fullmatch(r"\.([0-9]+(?:\.[0-9]+)*)", name[len(prefix) :]):
            numbered[name] = tuple(-int(part) for part in match[1].split(".") if len(part) < 20)
    found = sorted(numbered, key=lambda name: (len(numbered[name]), numbered[name]))
    return (*found, prefix) if prefix in there else tuple(found)


def near_names(tables: Iterable[FileTable], kind: FileKind, name: str, *, most: int = 3) -> tuple[str, ...]:
    """Names in the tables that somebody may have meant, the likeliest first. Raises `BadFileTable`.

    Other versions of a library come before names that are spelled alike.
    """
    from difflib import get_close_matches  # noqa: PLC0415 -- only where nobody has what was asked

    stem = re.split(r"(?<=\.so)\b", name)[0] if kind == "soname" else name
    start = _PREFIX + 2 if kind == "soname" and name.startswith("lib") else _PREFIX
    versions: dict[str, None] = {}
    others: dict[str, None] = {}
    for table in tables:
        if kind == "soname":
            versions |= dict.fromkeys(other for other, _ in table.starting(kind, stem, most=100))
        others |= dict.fromkeys(other for other, _ in table.starting(kind, name[:start], most=_ENOUGH))
    near = sorted(versions, key=lambda other: (other.endswith(".so"), len(other), other))[:most]
    near += [other for other in get_close_matches(name, others, n=most, cutoff=0.75) if other not in near]
    return tuple(other for other in near if other != name)[:most]
