"""The seed: the unpatched interpreter that starts every build, made here because Nix alone cannot unpack a `.deb`.

Its store path follows from its content, so every machine that unpacks the same packages makes the same path.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from snowsnake.acquire import Acquire
from snowsnake.artifacts import fixed_output_path, nar_sha256, unpack_seed
from snowsnake.errors import SourceChanged
from snowsnake.lockfile.model import DebArtifact, Lock, Seed
from snowsnake.nix.command import Nix
from snowsnake.provide.interface import PinnedPython
from snowsnake.scratch import scratch_directory
from snowsnake.storage import read_sealed, write_sealed

NAME = "snowsnake-seed"
"""The store name; the Nix library's `debian.nix` says the same."""


_UNPACKER = "2"
"""Raise it when the same packages would be unpacked to other bytes."""


class WrongSeed(SourceChanged):
    """The lock's seed unpacks to something else than the lock says."""

    def __init__(self, *, expected: str, found: str) -> None:
        self.expected = expected
        self.found = found
        super().__init__(
            f"the seed of the lock unpacks to `{found}`, the lock says `{expected}`",
        )
        self.locked()

    def _to_lock(self, line: str) -> str:
        return f"the lock was edited, or made by another version: {line}"


def pin_seed(pinned: PinnedPython, known: Sequence[Seed], acquire: Acquire) -> Seed:
    """The seed with the hash of its tree, which is known only once it was unpacked.

    Remembered by its packages, and taken from the `known` seeds of an earlier lock, whose hash is believed.
    """
    plan = pinned.seed
    for seed in known:
        if seed.debs == plan.debs:
            return seed
    debs = [pinned.artifacts[file] for file in plan.debs]
    key = hashlib.sha256("\n".join([_UNPACKER, *(deb.sha256 for deb in debs)]).encode()).hexdigest()
    memo = acquire.configuration.cache / "seeds" / key
    nar = read_sealed(memo)
    if nar is None:
        with scratch_directory("snowsnake-seed-") as directory:
            nar = nar_sha256(_unpacked(debs, acquire, directory)).encode()
        write_sealed(memo, nar)
    return Seed(
        nar_sha256=nar.decode(),
        loader=plan.loader,
        python=plan.python,
        library_path=plan.library_path,
        debs=plan.debs,
    )


def realise_seed(seed: Seed, lock: Lock, acquire: Acquire, nix: Nix) -> str:
    """The seed's store path; from a binary cache, or unpacked and added, where it is not there. Raises `WrongSeed`."""
    path = fixed_output_path(NAME, seed.nar_sha256, recursive=True)
    if not nix.valid_paths([path]) and not nix.substitute(path):
        debs = [deb for file in seed.debs if isinstance(deb := lock.artifacts[file], DebArtifact)]
        with scratch_directory("snowsnake-seed-") as directory:
            added = nix.add_tree(_unpacked(debs, acquire, directory), NAME)
        if added != path:
            raise WrongSeed(expected=path, found=added)
    return path


def _unpacked(debs: Sequence[DebArtifact], acquire: Acquire, into: Path) -> Path:
    files = acquire(debs)
    unpack_seed([files[deb.file] for deb in debs], into / NAME)
    return into / NAME
