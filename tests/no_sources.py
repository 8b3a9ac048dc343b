"""Resolutions of which nothing has to be built."""

from __future__ import annotations

from packaging.pylock import Package

from snowsnake.resolve import Selected
from snowsnake.resolve.options import Metadata


class NoSources:
    """Fails the test that asks what a source requires."""

    def metadata_of(self, package: Package) -> Metadata:
        """What a source requires."""
        raise AssertionError(f"{package.name} is asked for")

    def check(self, item: Selected) -> None:
        """Whatever it is, it is not looked into."""
