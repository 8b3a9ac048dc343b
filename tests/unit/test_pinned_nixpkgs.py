"""When a pinned nixpkgs stays, and what needs the network."""

from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.acquire import Acquire
from snowsnake.configuration import Configuration
from snowsnake.events import Event
from snowsnake.lockfile.model import NixpkgsPin
from snowsnake.pinned_nixpkgs import NoSuchNixpkgs, pin_nixpkgs

COMMIT = "0123456789abcdef0123456789abcdef01234567"
BRANCH = NixpkgsPin(
    source="nixos-25.11",
    url=f"https://github.com/NixOS/nixpkgs/archive/{COMMIT}.tar.gz",
    nar_sha256="a" * 64,
)


@pytest.fixture
def said() -> list[Event]:
    return []


@pytest.fixture
def offline(tmp_path: Path, said: list[Event]) -> Acquire:
    configuration = Configuration.from_environment({"HOME": str(tmp_path)}, offline=True)
    return Acquire.of(configuration, None, said.append)


def test_a_pin_of_the_same_source_stays_and_nobody_is_asked(offline: Acquire, said: list[Event]) -> None:
    assert pin_nixpkgs("nixos-25.11", BRANCH, offline, upgrade=False) == BRANCH
    assert said == []


@pytest.mark.parametrize(
    ("source", "upgrade"),
    [
        ("nixos-25.11", True),
        ("nixos-26.05", False),
        ("github:NixOS/nixpkgs/nixos-25.11", False),  # the same one, but who knows
    ],
)
def test_another_source_and_an_upgrade_ask_what_it_is_now(
    offline: Acquire, source: str, upgrade: bool
) -> None:
    with pytest.raises(NoSuchNixpkgs) as caught:
        pin_nixpkgs(source, BRANCH, offline, upgrade=upgrade)
    assert caught.value.message == (
        f"nixpkgs cannot be taken from `{source}`: `--offline` forbids to ask which commit that is now"
    )
    assert "--nixpkgs nixos-25.11" in str(caught.value.help)


@pytest.mark.parametrize("source", ["nixos-25.11", "github:my/fork", "github:my/fork/a/branch"])
def test_offline_no_branch_can_be_looked_up(offline: Acquire, source: str) -> None:
    with pytest.raises(NoSuchNixpkgs, match=r"`--offline` forbids to ask which commit that is now"):
        pin_nixpkgs(source, None, offline, upgrade=False)


@pytest.mark.parametrize(
    "source", [COMMIT, f"github:my/fork/{COMMIT}", "https://example.invalid/nixpkgs.tar.gz"]
)
def test_offline_nothing_can_be_fetched(offline: Acquire, source: str) -> None:
    with pytest.raises(NoSuchNixpkgs, match=r"`--offline` forbids to ask for it"):
        pin_nixpkgs(source, None, offline, upgrade=False)
