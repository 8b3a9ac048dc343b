"""Fresh or stale, and which target."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from snowsnake.lockfile.errors import MissingTarget, StaleLock
from snowsnake.lockfile.freshness import is_fresh, require_fresh, require_target
from snowsnake.lockfile.model import Lock
from snowsnake.requirements import read_inputs
from snowsnake.targets import Target

FILE = Path("snowsnake.lock")
TARGET = "cp313-x86_64-linux"


PROJECT = '[project]\nname = "demo"\nversion = "1"\n'
DYNAMIC = (
    PROJECT + 'dynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file = "deps.txt"}\n'
)
SYSTEM = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'


def test_stale_lock_names_what_changed(lock: Lock, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    inputs = read_inputs(tmp_path)
    assert not is_fresh(lock, inputs.digest)
    with pytest.raises(StaleLock, match=r"is stale: `pyproject\.toml` changed since") as caught:
        require_fresh(lock, inputs, FILE)
    assert caught.value.help == "run `snowsnake lock`"
    fresh = replace(lock, requirements=replace(lock.requirements, digest=inputs.digest))
    require_fresh(fresh, inputs, FILE)


def test_stale_lock_of_several_files_names_each(lock: Lock, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(DYNAMIC + SYSTEM)
    (tmp_path / "deps.txt").write_text("six\n")
    (tmp_path / ".python-version").write_text("3.13\n")
    said = r"is stale: at least one of `pyproject\.toml`, `\.python-version`, `deps\.txt` changed since"
    with pytest.raises(StaleLock, match=said):
        require_fresh(lock, read_inputs(tmp_path), FILE)


def test_stale_lock_of_many_files_names_some() -> None:
    said = str(StaleLock(FILE, [f"f{number}" for number in range(40)]))
    assert "`f5`, 34 more files changed" in said
    assert "f6" not in said


def test_missing_target_lists_those_there(lock: Lock) -> None:
    assert require_target(lock, Target.parse(TARGET), FILE).suite == "trixie"
    with pytest.raises(MissingTarget, match="it has `cp313-x86_64-linux`") as caught:
        require_target(lock, "cp314-x86_64-linux", FILE)
    # The line keeps the target that is there.
    expected = "run `snowsnake lock --target cp313-x86_64-linux --target cp314-x86_64-linux`"
    assert caught.value.help == expected
