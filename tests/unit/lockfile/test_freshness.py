"""Fresh or stale, which target, which environment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from snowsnake.lockfile.errors import MissingTarget, StaleLock
from snowsnake.lockfile.freshness import environment_identity, is_fresh, require_fresh, require_target
from snowsnake.lockfile.model import DistributionArtifact, Lock
from snowsnake.targets import Target

FILE = Path("snowsnake.lock")
TARGET = "cp313-x86_64-linux"
NUMPY = "numpy-2.4.1-cp313-cp313-manylinux_2_27_x86_64.whl"


def test_stale_lock_names_what_changed(lock: Lock) -> None:
    require_fresh(lock, lock.requirements.digest, FILE)
    other = "sha256:" + "f" * 64
    assert not is_fresh(lock, other)
    with pytest.raises(StaleLock, match=r"`requirements\.txt` changed") as caught:
        require_fresh(lock, other, FILE)
    assert caught.value.help == "run `snowsnake lock`"


def test_missing_target_lists_those_there(lock: Lock) -> None:
    assert require_target(lock, Target.parse(TARGET), FILE).suite == "trixie"
    with pytest.raises(MissingTarget, match="it has `cp313-x86_64-linux`") as caught:
        require_target(lock, "cp314-x86_64-linux", FILE)
    # The line keeps the target that is there.
    expected = "run `snowsnake lock --target cp313-x86_64-linux --target cp314-x86_64-linux`"
    assert caught.value.help == expected


def test_identity_follows_content_not_origin(lock: Lock) -> None:
    identity = environment_identity(lock, TARGET)
    numpy = lock.artifacts[NUMPY]
    assert isinstance(numpy, DistributionArtifact)
    moved = replace(
        lock, artifacts={**lock.artifacts, NUMPY: replace(numpy, url="https://mirror.example.invalid/x.whl")}
    )
    other = replace(lock, artifacts={**lock.artifacts, NUMPY: replace(numpy, sha256="f" * 64)})
    assert environment_identity(moved, TARGET) == identity
    assert environment_identity(other, TARGET) != identity
    assert environment_identity(lock, TARGET, library="2") != identity
    preferring = replace(lock.targets[TARGET], prefer=())
    assert environment_identity(replace(lock, targets={TARGET: preferring}), TARGET) != identity
