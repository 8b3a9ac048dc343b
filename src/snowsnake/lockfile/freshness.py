"""Questions about a lock: does it still say what was asked, has it this target, which environment is that."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from snowsnake.lockfile.errors import MissingTarget, StaleLock
from snowsnake.lockfile.model import Lock, LockedTarget
from snowsnake.lockfile.write import target_json


def is_fresh(lock: Lock, digest: str) -> bool:
    """Whether the lock was made from inputs with this digest (`Inputs.digest`)."""
    return lock.requirements.digest == digest


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


def environment_identity(lock: Lock, target: object, *, library: str = "") -> str:
    """64 hexadecimal digits that differ when the environment may differ: the key for its GC root.

    Made from what decides the bytes of one target's environment: hashes and names of its files, the
    interpreter, seed, patches and preferences. Where a file comes from, who requires a distribution and why a
    need is thought to exist do not matter, so a lock that only moved to another mirror keeps its environment.
    `library` stands for the Nix library and the builders (their digest or snowsnake's version). Raises
    `KeyError` for a target that the lock does not have.
    """
    part = lock.targets[str(target)]
    document = dict(target_json(part))
    document["packages"] = {
        package.name: {
            "version": package.version,
            "artifact": package.artifact,
            "patches": {
                file: [list(patch.runpath), patch.interpreter] for file, patch in package.patches.items()
            },
            "native": package.native,
            "spread": package.spread,
        }
        for package in part.packages
    }
    files = {
        *part.tools.values(),
        *part.python.tree.debs,
        *part.seed.debs,
        *(deb for tree in part.natives.values() for deb in tree.debs),
        *(package.artifact for package in part.packages),
    }
    hashes = {file: lock.artifacts[file].sha256 for file in files}
    identity = [str(target), library, document, hashes]
    return hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()
