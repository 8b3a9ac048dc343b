"""Where Nix finds the snowsnake that runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.nix.starters import UnknownHome, home


def test_a_checkout(tmp_path: Path) -> None:
    """With git, only what git knows is copied; a path is escaped as in every URL."""
    checkout = tmp_path / "a b"
    package = checkout / "src" / "snowsnake"
    package.mkdir(parents=True)
    (checkout / "flake.nix").touch()
    escaped = str(checkout).replace(" ", "%20")
    assert home(package) == f"path:{escaped}"
    (checkout / ".git").mkdir()
    assert home(package) == f"git+file://{escaped}"


def test_installed(tmp_path: Path) -> None:
    """Not even where somebody's flake happens to lie above it."""
    package = tmp_path / "lib" / "site-packages" / "snowsnake"
    package.mkdir(parents=True)
    (tmp_path / "lib" / "flake.nix").touch()
    with pytest.raises(UnknownHome) as caught:
        home(package)
    assert "--url" in str(caught.value.help)
