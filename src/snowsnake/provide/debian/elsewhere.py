"""Who has what a suite lacks: other suites, or the same library in another version. From the shipped tables alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from snowsnake.lockfile.model import NeedKind
from snowsnake.provide.debian.holders import Contents
from snowsnake.provide.debian.shipped import shipped_rows, shipped_suites
from snowsnake.provide.debian.suites import load_table
from snowsnake.provide.libraries import sonames
from snowsnake.targets import System


@dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """Where something is that a suite does not have."""

    suites: tuple[tuple[str, str], ...]
    """Other suites that have it, each with the package."""
    versions: tuple[str, ...]
    """The same library in the versions that the suite does have."""


def elsewhere(kind: NeedKind, name: str, *, suite: str, system: System) -> Elsewhere:
    """Look for what `suite` lacks. Raises `BadFileTable`."""
    return Elsewhere(
        suites=tuple(_suites(kind, name, suite, system)), versions=tuple(_versions(kind, name, suite, system))
    )


def _suites(kind: NeedKind, name: str, but: str, system: System) -> Iterator[tuple[str, str]]:
    if kind in {"typelib", "data", "stdlib"}:
        return  # no table has these
    table = load_table()
    for suite in shipped_suites():
        rows = shipped_rows(suite, table.machines[system].triplet)
        if suite != but and rows is not None:
            holders = Contents([rows], alternatives=table.alternatives).holders(kind, name)
            yield from ((suite, holder.package) for holder in holders[:1])


def _versions(kind: NeedKind, name: str, suite: str, system: System) -> Iterator[str]:
    rows = shipped_rows(suite, load_table().machines[system].triplet)
    stem, number, _ = name.partition(".so.")
    if kind == "soname" and number and rows is not None and stem.startswith("lib"):
        found = sonames(rows.libraries(f"{stem}.so"), stem.removeprefix("lib"))
        yield from [other for other in found if ".so." in other and other != name][:2]
