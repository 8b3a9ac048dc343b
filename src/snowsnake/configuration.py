"""How to work: where caches and state are, and what the user allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snowsnake.environments.subjects import base_directory, state_directory
from snowsnake.errors import SnowsnakeError


@dataclass(frozen=True, kw_only=True, slots=True)
class Configuration:
    """How to work, not what to build: nothing here changes a byte of an environment."""

    cache: Path
    """Downloads, indexes and analyses that all projects share."""
    state: Path
    """Which environments exist, and their GC roots."""
    offline: bool = False
    sandbox: bool = True
    mirror: str | None = None
    """A Debian mirror to ask first, as `SNOWSNAKE_DEBIAN_MIRROR` names it: `https://mirror.example.invalid/debian`."""
    nix_index: Path | None = None
    """A database of nix-index, as `SNOWSNAKE_NIX_INDEX` names it, for which attributes of nixpkgs a lock mentions."""
    jobs: int | None = None
    """Builds at a time; `None` for what suits the machine."""
    timeout: int | None = None
    """Seconds after which a build is stopped; `None` for no limit."""
    keep_failed: bool = False
    """Whether the directories of failed builds stay."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], **overrides: Any) -> Configuration:
        """Follow the XDG base directory specification and `SNOWSNAKE_*`; `overrides` (fields) win.

        Raises `NoHome` and `BadTimeout`.
        """
        caches = base_directory(environ, "XDG_CACHE_HOME", "/.cache")
        cache = environ.get("SNOWSNAKE_CACHE_DIR") or (caches and f"{caches}/snowsnake")
        fields: dict[str, Any] = {
            "cache": Path(cache).absolute() if cache else overrides.get("cache"),
            "state": Path(state) if (state := state_directory(environ)) else overrides.get("state"),
            "nix_index": Path(named) if (named := environ.get("SNOWSNAKE_NIX_INDEX")) else None,
            "mirror": environ.get("SNOWSNAKE_DEBIAN_MIRROR") or None,
            "offline": environ.get("SNOWSNAKE_OFFLINE", "") not in {"", "0"},
            "timeout": _seconds(environ.get("SNOWSNAKE_BUILD_TIMEOUT", "")),
        }
        if fields["cache"] is None or fields["state"] is None:
            raise NoHome
        return cls(**(fields | {key: value for key, value in overrides.items() if value is not None}))


class NoHome(SnowsnakeError):
    """Nothing says where this user's files are."""

    def __init__(self) -> None:
        super().__init__(
            "this user has no home directory, and so no place for caches and state",
            help="name one: `HOME=/path`, or SNOWSNAKE_CACHE_DIR and SNOWSNAKE_STATE_DIR",
        )


class BadTimeout(SnowsnakeError):
    """What should say how long a build may take is no number of seconds."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"`SNOWSNAKE_BUILD_TIMEOUT` is `{text}`, which is no number of seconds",
            help="set it to how long a build may take: `SNOWSNAKE_BUILD_TIMEOUT=600`",
        )


def _seconds(text: str) -> int | None:
    """A positive number of seconds; 0 and nothing are no limit. Raises `BadTimeout`."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadTimeout(text)
    return int(text) or None
