"""How to work: where caches and state are, and what the user allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snowsnake.environments.subjects import state_directory


@dataclass(frozen=True, kw_only=True, slots=True)
class Configuration:
    """How to work, not what to build: nothing here changes a byte of a lock or an environment."""

    cache: Path
    """Downloads, indexes and analyses that all projects share."""
    state: Path
    """Which environments exist, and their GC roots."""
    offline: bool = False
    sandbox: bool = True
    mirror: str | None = None
    """A Debian mirror to ask first, as `SNOWSNAKE_DEBIAN_MIRROR` names it: `https://mirror.example.invalid/debian`."""
    jobs: int | None = None
    """Builds at a time; `None` for what suits the machine."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], **overrides: Any) -> Configuration:
        """Follow the XDG base directory specification and `SNOWSNAKE_*`; `overrides` (fields) win."""
        home = Path(environ.get("HOME") or "~").expanduser()
        cache = environ.get("SNOWSNAKE_CACHE_DIR") or Path(
            environ.get("XDG_CACHE_HOME") or home / ".cache", "snowsnake"
        )
        fields: dict[str, Any] = {
            "cache": Path(cache),
            "state": Path(state_directory(environ)),
            "mirror": environ.get("SNOWSNAKE_DEBIAN_MIRROR") or None,
            "offline": environ.get("SNOWSNAKE_OFFLINE", "") not in {"", "0"},
        }
        return cls(**(fields | {key: value for key, value in overrides.items() if value is not None}))
