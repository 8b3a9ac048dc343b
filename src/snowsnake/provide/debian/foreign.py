"""Debian packages that are not the archive's, laid over its index."""

from __future__ import annotations

from collections.abc import Sequence

from snowsnake.provide.debian.packages import Package
from snowsnake.provide.debian.solver import Index, provides
from snowsnake.provide.interface import ForeignDeb


class Overlay:
    """An index in which some names mean packages from elsewhere, and only those."""

    def __init__(self, index: Index, foreign: Sequence[ForeignDeb]) -> None:
        self._index = index
        self.packages = {
            deb.name: Package(
                name=deb.name,
                version=deb.version,
                architecture=deb.architecture,
                archive="",
                snapshot="",
                path=deb.file,
                size=0,
                sha256=deb.sha256,
                depends=deb.depends,
                provides=deb.provides,
                conflicts=deb.conflicts,
            )
            for deb in foreign
        }

    def candidates(self, name: str) -> tuple[Package, ...]:
        """See `Index`."""
        return (self.packages[name],) if name in self.packages else self._index.candidates(name)

    def providers(self, name: str) -> tuple[Package, ...]:
        """See `Index`."""
        own = tuple(package for package in self.packages.values() if provides(package, name))
        return (*own, *self._index.providers(name))
