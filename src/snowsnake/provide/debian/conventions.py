"""Who in Debian has what no contents index has under its name: by Debian's policies, and by its alternatives.

Only light modules are imported here: `snowsnake locate` answers in a moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from snowsnake.knowledge import table
from snowsnake.provide.debian.advice import typelib_packages
from snowsnake.provide.holder import Holder

if TYPE_CHECKING:
    from snowsnake.lockfile.model import NeedKind
    from snowsnake.provide.debian.packages import PackageIndex


def by_convention(kind: NeedKind, name: str, *, triplet: str, suite: str) -> tuple[Holder, ...]:
    """Who has it, if it is in the suite at all, the likeliest first; empty where contents must be asked.

    `GstApp-1.0.typelib` is in `gir1.2-gst-plugins-base-1.0`, as the suite's own list says; one that is not in the
    list is in the package that is called as Debian's GObject introspection policy says, `gir1.2-gstapp-1.0`, or in
    one that provides this name. Programs whose names only update-alternatives makes, libraries in directories of
    their own and kinds of data are in `knowledge/conventions.toml`. Raises `BadFileTable`.
    """
    if kind == "typelib":
        if not re.fullmatch(r"[A-Za-z0-9_]+-[0-9.]+", name):
            return ()
        path = f"lib/{triplet}/girepository-1.0/{name}.typelib"
        packages = typelib_packages(name, suite) or (f"gir1.2-{name.lower()}",)
        return tuple(Holder(package=package, path=path, directory="") for package in packages)
    known = _table().get((kind, name))
    return (known,) if known is not None else ()


def present(index: PackageIndex, holders: Iterable[Holder]) -> Iterator[Holder]:
    """Those that the index has, and of names that other packages provide, these."""
    for holder in holders:
        if index.candidates(holder.package):
            yield holder
        else:
            names = dict.fromkeys(package.name for package in index.providers(holder.package))
            yield from (replace(holder, package=name) for name in names)


@cache
def _table() -> Mapping[tuple[str, str], Holder]:
    document = table("conventions")
    programs = {
        ("program", program): Holder(package=entry["package"], path=f"bin/{program}", directory="")
        for entry in document["alternative"]
        for program in entry["programs"]
    }
    libraries = {
        ("soname", name): Holder(package=entry["package"], path=f"{entry['directory']}/{name}", directory="")
        for entry in document["library"]
        for name in entry["names"]
    }
    data = {
        ("data", entry["name"]): Holder(package=entry["package"], path=entry["path"], directory="")
        for entry in document["data"]
    }
    return programs | libraries | data
