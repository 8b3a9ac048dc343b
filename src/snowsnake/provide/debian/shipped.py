"""The contents that snowsnake ships: for `locate`, and for when no mirror gives those that the signed Release file
vouches for.

One table a suite, for all systems, made by `scripts/debian-contents`, less what nobody looks up. A table says where
to look, no more: that a package is there, and what it is to the byte, always comes from the signed index of packages.
A value is the directory, with `{triplet}` where a system's multiarch triplet stands, and the packages. Elements of
GStreamer are those that the index of packages has a field for (`Gstreamer-Elements`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from snowsnake.provide.debian.holders import Contents
from snowsnake.provide.tables import FileTable

if TYPE_CHECKING:
    from snowsnake.provide.tables import FileKind

TABLES = Path(__file__).with_name("shipped")
_SUFFIX = ".table"


def shipped_suites(tables: Path = TABLES) -> tuple[str, ...]:
    """The suites that a table is shipped of, sorted."""
    return tuple(sorted(path.stem for path in tables.glob(f"*{_SUFFIX}")))


def table_path(suite: str, tables: Path = TABLES) -> Path:
    """Where the table of a suite is, or would be."""
    return tables / f"{suite}{_SUFFIX}"


class ShippedRows:
    """The table of a suite, for one system, as `holders.Rows`."""

    def __init__(self, table: FileTable, triplet: str) -> None:
        self.table = table
        self.triplet = triplet

    @property
    def typelibs(self) -> str:
        """The directory in which typelibs are, below a tree."""
        return f"lib/{self.triplet}/girepository-1.0"

    def rows(self, kind: FileKind, name: str) -> Iterator[tuple[str, str, str]]:
        """The places of a name. Raises `BadFileTable`."""
        suffix = ".pc" if kind == "pkg-config" else ""
        for value in self.table.find(kind, name):
            place, _, packages = value.partition(" ")
            if kind == "element":  # which file of a package has it, the index does not say
                yield place.replace("{triplet}", self.triplet), "", packages
                continue
            below = place.partition("/")[2].removeprefix("{triplet}/").rstrip("/") if kind == "soname" else ""
            yield f"{place}{name}{suffix}".replace("{triplet}", self.triplet), below, packages

    def contents(self) -> Contents:
        """Who has what, by this table alone."""
        return Contents([self], alternatives=self.table.about.get("alternatives", "").split())

    def libraries(self, start: str) -> Iterator[str]:
        """The names of libraries that begin with `start`. Raises `BadFileTable`."""
        yield from (name for name, _ in self.table.starting("soname", start))


def shipped_rows(suite: str, triplet: str, *, tables: Path = TABLES) -> ShippedRows | None:
    """The table of a suite for the system with this triplet; `None` where none is shipped. Raises `BadFileTable`."""
    path = table_path(suite, tables)
    return ShippedRows(FileTable(path), triplet) if path.exists() else None
