"""Which Debian package is the one to take, of those that have a file.

Only light modules are imported here: `snowsnake locate` answers in a moment.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from snowsnake.provide.holder import Holder
from snowsnake.provide.libraries import sonames

if TYPE_CHECKING:
    from snowsnake.provide.tables import FileKind

_UNLIKELY = re.compile(
    r"-(dbg|dbgsym|cross|udeb|doc|examples?|tests?)$|-cross-|-cross$|-dev-|-(armel|armhf|arm64|i386)-"
)


class Rows(Protocol):
    """Contents, wherever they are kept."""

    def rows(self, kind: FileKind, name: str) -> Iterable[tuple[str, str, str]]:
        """Path below a tree, directory below the loader's own (of libraries), packages, for each place of a name."""

    def libraries(self, start: str) -> Iterable[str]:
        """The names of libraries that begin with `start`."""


class Contents:
    """Look-ups in contents. Not safe for several threads at once."""

    def __init__(self, sources: Sequence[Rows], *, alternatives: Sequence[str]) -> None:
        self._sources = sources
        self._rank = {"": 0} | {name: n for n, name in enumerate(alternatives, 1)}

    def holders(self, kind: FileKind, name: str, *, preferred: Collection[str] = ()) -> list[Holder]:
        """Packages that have it, the one to take first.

        A library counts when the loader finds it (its own directories), or when Debian's alternatives would
        link it there. Packages in `preferred` (the interpreter's) win; then a program's package of the same
        name; then those called `lib…` (for libraries); then the shortest name. A `library` is any of its
        sonames, the newest first.
        """
        if kind == "library":
            names = {n for source in self._sources for n in source.libraries(f"lib{name}.so")}
            by_soname = (
                self.holders("soname", soname, preferred=preferred) for soname in sonames(names, name)
            )
            return [
                holder for holders in by_soname for holder in holders if not holder.package.endswith("-dev")
            ]
        found: dict[str, Holder] = {}
        for source in self._sources:
            for path, directory, packages in source.rows(kind, name):
                if directory not in self._rank:
                    continue
                for qualified in packages.split(","):
                    package = qualified.rpartition("/")[2]
                    holder = Holder(package=package, path=path, directory=directory)
                    known = found.get(package)
                    if known is None or self._rank[directory] < self._rank[known.directory]:
                        found[package] = holder

        def order(holder: Holder) -> tuple[object, ...]:
            package = holder.package
            likely = package.startswith("lib") if kind == "soname" else package == name
            return (
                package not in preferred,
                self._rank[holder.directory],
                bool(_UNLIKELY.search(package)),
                kind == "soname" and package.endswith("-dev"),
                not likely,
                len(package),
                package,
            )

        return sorted(found.values(), key=order)
