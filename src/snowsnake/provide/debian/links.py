"""What Debian's `update-alternatives` links when a package is configured: `kinit`, `iptables`, `hdf5.pc`, `mpi.pc`.

No contents index has it. A table for each suite, made by `scripts/debian-links` from the maintainer scripts of packages
that packages of Python code name for their programs, and of those development packages whose libraries lie in
directories of their own: others lie where everybody looks. What is preferred to the table is in `conventions.toml`.
A value is the path of the link, with `{triplet}` where a system's multiarch triplet stands, and the package.

Only light modules are imported here: `snowsnake locate` answers in a moment.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from snowsnake.provide.debian.shipped import TABLES
from snowsnake.provide.holder import Holder
from snowsnake.provide.tables import FileTable

if TYPE_CHECKING:
    from snowsnake.lockfile.model import NeedKind

LINKED: tuple[NeedKind, ...] = ("header", "pkg-config", "program", "soname")
"""Kinds of which there are links."""


def links_path(suite: str, tables: Path = TABLES) -> Path:
    """Where the table of a suite is, or would be."""
    return tables / f"{suite}.links"


def linked(kind: str, name: str, *, triplet: str, suite: str) -> tuple[Holder, ...]:
    """The packages whose alternatives link it, that first which most of Debian's packages are built with.

    Raises `BadFileTable`.
    """
    table = _table(suite)
    if table is None or kind not in LINKED:
        return ()
    found = []
    for value in table.find(kind, name):
        path, _, package = value.partition(" ")
        found.append(Holder(package=package, path=path.replace("{triplet}", triplet), directory=""))
    return tuple(found)


@cache
def _table(suite: str) -> FileTable | None:
    path = links_path(suite)
    return FileTable(path) if path.exists() else None
