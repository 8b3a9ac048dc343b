"""What a resolution asks about distributions that it would have to build."""

from __future__ import annotations

from typing import Protocol

from packaging.pylock import Package

from snowsnake.resolve.options import Metadata
from snowsnake.resolve.select import Selected


class Sources(Protocol):
    """Somebody who looks into sources, without running them on this machine."""

    def metadata_of(self, package: Package) -> Metadata:
        """What a source requires that does not say so statically."""

    def check(self, item: Selected) -> None:
        """Raises `Unbuildable` for a source that cannot be built here, whatever is tried."""
