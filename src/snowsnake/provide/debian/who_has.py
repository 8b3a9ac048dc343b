"""Which package of the default suite has a file, from the shipped table: for what an error suggests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from snowsnake.provide.debian.holders import Contents
from snowsnake.provide.debian.shipped import shipped_rows
from snowsnake.provide.debian.suites import load_table
from snowsnake.provide.tables import BadFileTable

if TYPE_CHECKING:
    from snowsnake.lockfile.model import NeedKind


def package_with(kind: NeedKind, name: str) -> str | None:
    """The package to take first; `None` where none is known."""
    suite = load_table().interpreters[0].offered().suite
    rows = shipped_rows(suite, f"{os.uname().machine}-linux-gnu")
    if rows is None:
        return None
    try:
        contents = Contents([rows], alternatives=rows.table.about.get("alternatives", "").split())
        holders = contents.holders(kind, name)
        # What a Python package has is no native one.
        return next((h.package for h in holders if not h.package.startswith("python3-")), None)
    except BadFileTable:  # an error is being told: whether it can be helped is not the matter
        return None
