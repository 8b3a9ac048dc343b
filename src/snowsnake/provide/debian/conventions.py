"""Who in Debian has what no contents index has under its name: by Debian's policies, and by its alternatives.

Only light modules are imported here: `snowsnake locate` answers in a moment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from snowsnake.knowledge import table
from snowsnake.provide.holder import Holder

if TYPE_CHECKING:
    from snowsnake.lockfile.model import NeedKind


def by_convention(kind: NeedKind, name: str, *, triplet: str) -> Holder | None:
    """Who has it, if it is in the suite at all; `None` where contents must be asked.

    `Gtk-4.0.typelib` is in `gir1.2-gtk-4.0` (Debian's GObject introspection policy). Programs whose names only
    update-alternatives makes, and kinds of data, are in `knowledge/conventions.toml`.
    """
    if kind == "typelib":
        if not re.fullmatch(r"[A-Za-z0-9]+-[0-9.]+", name):
            return None
        path = f"lib/{triplet}/girepository-1.0/{name}.typelib"
        return Holder(package=f"gir1.2-{name.lower()}", path=path, directory="")
    return _table().get((kind, name))


@cache
def _table() -> Mapping[tuple[str, str], Holder]:
    document = table("conventions")
    programs = {
        ("program", program): Holder(package=entry["package"], path=f"bin/{program}", directory="")
        for entry in document["alternative"]
        for program in entry["programs"]
    }
    data = {
        ("data", entry["name"]): Holder(package=entry["package"], path=entry["path"], directory="")
        for entry in document["data"]
    }
    return programs | data
