"""Which package of the default suite has a file, from the shipped table: for what an error suggests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snowsnake.provide.debian.shipped import shipped_rows
from snowsnake.provide.debian.suites import load_table
from snowsnake.provide.tables import BadFileTable
from snowsnake.targets import host_system

if TYPE_CHECKING:
    from snowsnake.lockfile.model import NeedKind


def package_with(kind: NeedKind, name: str) -> str | None:
    """The package to take first; `None` where none is known."""
    table = load_table()
    try:
        rows = shipped_rows(table.interpreters[0].suite, table.machines[host_system()].triplet)
        holders = rows.contents().holders(kind, name) if rows is not None else ()
        # What a Python package has is no native one.
        return next((h.package for h in holders if not h.package.startswith("python3-")), None)
    except BadFileTable:  # an error is being told: whether it can be helped is not the matter
        return None
