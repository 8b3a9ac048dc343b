"""What packages of nixpkgs bring along."""

from __future__ import annotations

from pathlib import Path

from snowsnake.builders.propagated import closure


def package(root: Path, text: str | None) -> str:
    (root / "nix-support").mkdir(parents=True)
    if text is not None:
        (root / "nix-support/propagated-build-inputs").write_text(text)
    return str(root)


def test_what_is_brought_brings_more_and_the_given_come_first(tmp_path: Path) -> None:
    a, b, c, d = (str(tmp_path / name) for name in "abcd")
    package(tmp_path / "a", f" {c}  {b}\n")
    package(tmp_path / "b", f"{d}")
    package(tmp_path / "c", None)
    assert closure([a, b]) == [a, b, c, d]


def test_those_that_bring_each_other_are_there_once(tmp_path: Path) -> None:
    a, b = (str(tmp_path / name) for name in "ab")
    package(tmp_path / "a", f"{b} {a}")
    package(tmp_path / "b", a)
    assert closure([a, a]) == [a, b]


def test_what_is_not_there_and_what_is_no_path_does_no_harm(tmp_path: Path) -> None:
    a = package(tmp_path / "a", "-lfoo relative/path\t/nowhere")
    assert closure([a, "/also/nowhere"]) == [a, "/also/nowhere", "/nowhere"]
    assert closure([]) == []
