"""A package that has a file, as a base answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """A package that has what was asked for."""

    package: str
    path: str
    """Below a tree, `/usr` stripped: `lib/x86_64-linux-gnu/libGL.so.1`."""
    directory: str
    """For a library, the directory below the loader's own in which it lies; empty if the loader finds it."""

    @property
    def label(self) -> str:
        """The package as one writes it."""
        return self.package
