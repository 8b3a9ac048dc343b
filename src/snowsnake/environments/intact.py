"""Whether an environment is still as Nix made it, by a look at the time stamps of its files.

Nix gives each file and directory of its store one and the same time. What was added, removed or written since has a
newer one, or is in a directory that has. Only Nix can tell whether contents have changed (`nix-store --verify-path`);
this says where asking is worth it.

The hot path imports this module: no imports beyond what Python's start has imported already.
"""

# pathlib takes longer to import than all of the hot path.
# ruff: noqa: PTH112, PTH115, PTH116
from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

GLANCE = 250
"""How many files the hot path looks at, the top ones first: less than a millisecond."""
NIX_TIME = 10**9
"""One second after the epoch, in nanoseconds."""
_WITHIN = frozenset({"__pycache__", "libexec"})
"""Directories that a glance passes over: programs keep caches in the one, the other leads to all of the interpreter."""


def glance(environment: str) -> str:
    """The newest time of an environment's first `GLANCE` files (ns since the epoch), and how many links lead nowhere.

    Raises `OSError` where there is no environment.
    """
    newest, left, lost = os.stat(environment).st_mtime_ns, GLANCE, 0
    directories = [environment]
    for directory in directories:  # grows meanwhile: what is on top comes first
        with os.scandir(directory) as scan:
            for entry in scan:
                try:
                    newest = max(newest, entry.stat().st_mtime_ns)
                except OSError:
                    lost += 1
                left -= 1
                if not left:
                    return f"{newest} {lost}"
                if entry.name not in _WITHIN and not entry.name.endswith("-info") and entry.is_dir():
                    directories.append(entry.path)
    return f"{newest} {lost}"


def touched(environment: str, store: str = "/nix/store") -> list[str]:
    """The store paths that are gone, or have a newer file: the environment's, and of what it links to."""
    return sorted(path for path in {environment, *_linked(environment, store)} if not _is_as_made(path))


def _is_as_made(path: str) -> bool:
    try:
        return _newest(path) <= NIX_TIME
    except OSError:
        return False


def _linked(environment: str, store: str) -> Iterator[str]:
    for directory, names, files in os.walk(environment):
        for name in (*names, *files):
            try:
                target = os.readlink(f"{directory}/{name}")
            except OSError:
                continue
            if target.startswith(f"{store}/"):
                yield "/".join(target.split("/")[: store.count("/") + 2])


def _newest(path: str) -> int:
    """The newest time in a tree whose links are not followed."""
    newest = os.lstat(path).st_mtime_ns
    directories = [path] if os.path.isdir(path) else []
    for directory in directories:
        with os.scandir(directory) as scan:
            for entry in scan:
                newest = max(newest, entry.stat(follow_symlinks=False).st_mtime_ns)
                if entry.is_dir(follow_symlinks=False):
                    directories.append(entry.path)
    return newest
