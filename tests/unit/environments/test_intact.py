"""Which store paths somebody has written to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from snowsnake.environments.intact import touched


def _made(store: Path) -> tuple[Path, Path]:
    """An environment with one distribution, as Nix leaves them."""
    environment, distribution = store / "hash-environment", store / "hash-attrs-1"
    (distribution / "lib/attrs/deep").mkdir(parents=True)
    (distribution / "lib/attrs/deep/module.py").write_text("")
    (environment / "lib").mkdir(parents=True)
    (environment / "lib/attrs").symlink_to(distribution / "lib/attrs")
    for path in (*store.rglob("*"), environment, distribution):
        os.utime(path, (1, 1), follow_symlinks=False)
    return environment, distribution


def test_nothing_is_suspect_as_nix_made_it(tmp_path: Path) -> None:
    environment, _ = _made(tmp_path)
    assert touched(str(environment), str(tmp_path)) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda path: (path / "lib/attrs/deep/module.py").write_text("x"),
        lambda path: (path / "lib/attrs/deep/module.py").unlink(),
        lambda path: (path / "share").mkdir(),
        shutil.rmtree,
    ],
    ids=["altered", "removed", "added", "gone"],
)
def test_the_distribution_that_was_changed_is_named(tmp_path: Path, change: Callable[[Path], object]) -> None:
    environment, distribution = _made(tmp_path)
    change(distribution)
    assert touched(str(environment), str(tmp_path)) == [str(distribution)]


def test_the_environment_itself_is_named(tmp_path: Path) -> None:
    environment, _ = _made(tmp_path)
    (environment / "lib/attrs").unlink()
    assert str(environment) in touched(str(environment), str(tmp_path))
