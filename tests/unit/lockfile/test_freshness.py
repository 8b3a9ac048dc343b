"""Fresh or stale, and which target."""

from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.lockfile.errors import MissingTarget, StaleLock
from snowsnake.lockfile.freshness import is_fresh, require_fresh, require_target
from snowsnake.lockfile.model import Lock
from snowsnake.targets import Target

FILE = Path("snowsnake.lock")
TARGET = "cp313-x86_64-linux"


def test_stale_lock_names_what_changed(lock: Lock) -> None:
    require_fresh(lock, lock.requirements.digest, FILE)
    other = "sha256:" + "f" * 64
    assert not is_fresh(lock, other)
    with pytest.raises(StaleLock, match=r"`pyproject\.toml \[test, test\]`") as caught:
        require_fresh(lock, other, FILE)
    assert caught.value.help == "run `snowsnake lock`"


def test_missing_target_lists_those_there(lock: Lock) -> None:
    assert require_target(lock, Target.parse(TARGET), FILE).suite == "trixie"
    with pytest.raises(MissingTarget, match="it has `cp313-x86_64-linux`") as caught:
        require_target(lock, "cp314-x86_64-linux", FILE)
    # The line keeps the target that is there.
    expected = "run `snowsnake lock --target cp313-x86_64-linux --target cp314-x86_64-linux`"
    assert caught.value.help == expected
