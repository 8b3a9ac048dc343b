"""`--base` and `--nixpkgs`: a project's lock remembers what was typed."""

from __future__ import annotations

import json

import pytest
from tests.unit.cli.conftest import Machine


def options(machine: Machine) -> dict[str, object]:
    """What the lock says that it was made from."""
    document = json.loads((machine.project / "snowsnake.lock").read_text())
    options = document["requirements"]["options"]
    return {key: value for key, value in options.items() if value}


def test_what_was_typed_is_remembered_until_something_else_is(snowsnake_: Machine) -> None:
    assert snowsnake_("lock", "--base", "nixpkgs", "--nixpkgs", "nixos-25.11").returncode == 0
    typed = {"base": "nixpkgs", "nixpkgs": "nixos-25.11"}
    assert options(snowsnake_) == typed
    snowsnake_.calls()
    assert snowsnake_("lock").returncode == 0
    assert snowsnake_("lock", "--check").returncode == 0
    assert (options(snowsnake_), snowsnake_.calls()) == (typed, [])
    assert snowsnake_("lock", "--nixpkgs", "nixos-26.05").returncode == 0
    assert options(snowsnake_) == {"base": "nixpkgs", "nixpkgs": "nixos-26.05"}
    assert len(snowsnake_.calls()) == 1
    assert snowsnake_("lock", "--base", "debian").returncode == 0
    assert options(snowsnake_) == {"base": "debian"}


def test_a_lock_without_is_stale_when_the_project_chooses_a_base(snowsnake_: Machine) -> None:
    snowsnake_("lock")
    (snowsnake_.project / "snowsnake.toml").write_text('base = "nixpkgs"\n')
    assert snowsnake_("lock", "--check").returncode == 1
    assert snowsnake_("lock").returncode == 0
    assert options(snowsnake_) == {}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--base", "arch"], "error: `--base` cannot be `arch`\n\nhelp: there are `--base debian` and"),
        (["--nixpkgs", "a b"], "error: `--nixpkgs` cannot be `a b`\n\nhelp: name a branch (`nixos-25.11`)"),
        (["--nixpkgs", "x\x1b[31m"], "error: `--nixpkgs` cannot be `x\\x1b[31m`"),
    ],
)
def test_what_is_neither_is_refused(snowsnake_: Machine, arguments: list[str], words: str) -> None:
    done = snowsnake_("lock", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert not (snowsnake_.project / "snowsnake.lock").exists()


def test_a_password_is_neither_taken_nor_shown(snowsnake_: Machine) -> None:
    done = snowsnake_("lock", "--nixpkgs", "https://me:s3cret@example.invalid/nixpkgs.tar.gz")
    assert done.returncode == 1
    assert "`https://example.invalid/nixpkgs.tar.gz`" in done.stderr
    assert "without a password" in done.stderr
    assert "s3cret" not in done.stderr


@pytest.mark.parametrize("verb", ["shell", "run"])
def test_a_projects_base_is_decided_when_it_is_locked(snowsnake_: Machine, verb: str) -> None:
    done = snowsnake_(verb, "--base", "nixpkgs", *(["--"] if verb == "shell" else []), "tell")
    assert done.returncode == 2
    assert "`--base` is for requirements that you name" in done.stderr
    assert "`snowsnake lock --base nixpkgs`" in done.stderr
