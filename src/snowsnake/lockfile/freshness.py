"""Questions about a lock: does it still say what was asked, has it this target."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from snowsnake.lockfile.errors import MissingTarget, StaleLock
from snowsnake.lockfile.model import Lock, LockedTarget


def is_fresh(lock: Lock, digest: str) -> bool:
    """Whether the lock was made from inputs with this digest (`Inputs.digest`)."""
    return lock.requirements.digest == digest


def is_preferred(lock: Lock, prefer: Sequence[str]) -> bool:
    """Whether these distributions (normalised) come first where several ship one path, in every target."""
    return all(target.prefer[: len(prefer)] == tuple(prefer) for target in lock.targets.values())


def require_fresh(lock: Lock, digest: str, path: Path) -> None:
    """Raise `StaleLock` unless the lock was made from inputs with this digest. `path` is the lock's file."""
    if not is_fresh(lock, digest):
        raise StaleLock(path, lock.requirements.sources)


def require_target(lock: Lock, target: object, path: Path) -> LockedTarget:
    """The lock's part for a target, given as `Target` or by name. Raises `MissingTarget`."""
    found = lock.targets.get(str(target))
    if found is None:
        raise MissingTarget(path, str(target), lock.targets)
    return found
