"""Questions about a lock: does it still say what was asked, has it this target."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from packaging.utils import canonicalize_name

from snowsnake.lockfile.changes import deb_version
from snowsnake.lockfile.errors import MissingTarget, NotLocked, OfBase, StaleLock
from snowsnake.lockfile.model import Lock, LockedTarget
from snowsnake.requirements import Inputs


def is_fresh(lock: Lock, digest: str) -> bool:
    """Whether the lock was made from inputs with this digest (`Inputs.digest`)."""
    return lock.requirements.digest == digest


def is_preferred(lock: Lock, prefer: Sequence[str]) -> bool:
    """Whether these distributions (normalised) come first where several ship one path, in every target."""
    return all(target.prefer[: len(prefer)] == tuple(prefer) for target in lock.targets.values())


def require_fresh(lock: Lock, inputs: Inputs, path: Path) -> None:
    """Raise `StaleLock` unless the lock was made from these inputs. `path` is the lock's file."""
    if not is_fresh(lock, inputs.digest):
        raise StaleLock(path, inputs.decisive())


def require_locked(lock: Lock, names: Iterable[str], required: Collection[str], path: Path) -> None:
    """Raise `NotLocked` for the first of `names` that nothing in the lock is called, and that is not `required` either;
    `OfBase` where it is a Debian package of the base.

    A name is a distribution's, as anybody writes it, or that of an external binary: as it was asked for, its
    directory's or a program's.
    """
    known, debs = set(required), set[str]()
    for target in lock.targets.values():
        known |= {package.name for package in (*target.packages, *target.build_packages.values())}
        for tree in (target.python.tree, *target.natives.values()):
            debs |= {deb_version(file)[0] for file in tree.debs} if tree is not None else set()
        for archive in (one for tree in target.natives.values() for one in tree.archives):
            known |= {archive.source, archive.source.partition(":")[2], archive.name, *archive.programs}
    for name in names:
        if known.isdisjoint({name, name.partition("#")[0], canonicalize_name(name)}):
            raise OfBase(path, name) if name in debs else NotLocked(path, name, known)


def require_target(lock: Lock, target: object, path: Path) -> LockedTarget:
    """The lock's part for a target, given as `Target` or by name. Raises `MissingTarget`."""
    found = lock.targets.get(str(target))
    if found is None:
        raise MissingTarget(path, str(target), lock.targets)
    return found
