"""Where Nix finds the snowsnake that runs."""

from __future__ import annotations

from pathlib import Path

from snowsnake.nix.starters import VENDORED, home, library


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


def test_installed_copy_has_no_address(tmp_path: Path) -> None:
    """Not even where somebody's flake happens to lie above it."""
    package = tmp_path / "lib" / "site-packages" / "snowsnake"
    package.mkdir(parents=True)
    (tmp_path / "lib" / "flake.nix").touch()
    assert home(package) is None


def test_library_has_what_nix_reads_and_builds_run() -> None:
    files = library()
    assert {
        f"{VENDORED}/{name}" for name in ("default.nix", "nix/lib/default.nix", "builders/build.py")
    } <= set(files)
    assert not [name for name in files if "__pycache__" in name]
    assert files[f"{VENDORED}/default.nix"] == b"import ./nix/lib\n"
