"""How to resolve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Metadata:
    """What a distribution says about others (core metadata)."""

    version: str | None = None
    """`None` where it is known from elsewhere, or not at all."""
    requires_dist: tuple[str, ...] = ()
    requires_python: str | None = None
    provides_extra: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ResolveOptions:
    """What the user, and the previous lock, say about the resolution."""

    upgrade: bool = False
    """Forget the previous lock's versions."""
    upgrade_packages: tuple[str, ...] = ()
    """Forget the previous lock's versions of these (normalised names)."""
    exclude_newer: str | None = None
    """Ignore files uploaded after this time (RFC 3339, a date, or a span as uv takes it)."""
    offline: bool = False
    """Use uv's cache only."""
    prefer: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """Versions of the previous lock by normalised name, kept where they still fit; several where its targets have
    different ones."""
    cache: Path | None = None
    """snowsnake's cache directory; `None` where nothing is to be kept."""
    constraints: tuple[str, ...] = ()
    """More constraints (PEP 508)."""
