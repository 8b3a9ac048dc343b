"""The repository that a build sees, beside the real one: what version plugins ask has the same answer in both."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from snowsnake.artifacts.git_history import stamp
from snowsnake.builders import repository

QUESTIONS = (
    "describe --tags --long --dirty --always",
    "describe --dirty --tags --long --match *[0-9]*",
    "describe --tags --long --match tool-*",
    "describe --long",
    "describe --tags --exact-match",
    "rev-parse HEAD",
    "rev-parse --short HEAD",
    "rev-parse --abbrev-ref HEAD",
    "symbolic-ref --short HEAD",
    "rev-list --count HEAD",
    "rev-list --count v1.1..HEAD",
    "log -n 1 --format=%H%n%h%n%cI%n%ct HEAD",
    "tag --points-at HEAD",
    "status --porcelain",
    "diff-index --quiet HEAD",
    "ls-files",
    "rev-parse --is-shallow-repository",
    "branch --show-current",
)


def git(directory: Path, *words: str) -> tuple[int, str]:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=trunk"]
    done = subprocess.run(["git", *who, *words], cwd=directory, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """One for a test that changes it."""
    return checked_out(tmp_path / "real")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A checkout, and what a build makes of it, with a copy of each one's index."""
    directory = tmp_path_factory.mktemp("pair")
    checkout = checked_out(directory / "real")
    both = checkout, made(checkout, directory / "stub")
    for one in both:
        shutil.copy2(one / ".git/index", one / ".git/as-made")
    return both


@pytest.fixture
def both(pair: tuple[Path, Path]) -> Iterator[tuple[Path, Path]]:
    """The same for a test that only asks: what git itself then writes into the index is taken back."""
    yield pair
    for one in pair:
        shutil.copy2(one / ".git/as-made", one / ".git/index")


def checked_out(real: Path) -> Path:
    """With a merge, a tag before it, one on a branch that was merged, and one of another tool's."""
    real.mkdir()
    (real / "a.py").write_text("x = 1\n")
    (real / ".gitignore").write_text("*.pyc\n")
    for line in (
        "init --quiet",
        "add .",
        "commit --quiet -m one",
        "tag -a -m x v1.0",
        "tag tool-3.0",
        "checkout --quiet -b side",
        "commit --quiet --allow-empty -m side",
        "checkout --quiet trunk",
        "commit --quiet --allow-empty -m two",
        "tag v1.1",
        "merge --quiet --no-ff -m merged side",
        "commit --quiet --allow-empty -m last",
    ):
        assert git(real, *line.split(" "))[0] == 0, line
    return real


def made(checkout: Path, directory: Path) -> Path:
    """The repository that a build makes of the checkout's files."""
    directory.mkdir()
    for name in ("a.py", ".gitignore"):
        (directory / name).write_bytes((checkout / name).read_bytes())
    history = json.loads(stamp(checkout) or "null") or repository.UNKNOWN
    request = directory.with_suffix(".json")
    request.write_text(json.dumps({"root": str(directory), "history": history}))
    subprocess.run([sys.executable, repository.__file__, request], check=True)
    return directory


@pytest.mark.parametrize("question", QUESTIONS)
def test_git_says_the_same_in_both(both: tuple[Path, Path], question: str) -> None:
    checkout, stub = both
    words = question.split(" ")
    assert git(stub, *words) == git(checkout, *words)


@pytest.mark.parametrize("tag", ["v2.0", "2.0-rc.1"])
@pytest.mark.parametrize("annotated", [True, False])
def test_tagged_commit_is_described_by_its_tag(
    checkout: Path, tmp_path: Path, tag: str, annotated: bool
) -> None:
    git(checkout, "tag", *(["-a", "-m", "x"] if annotated else []), tag)
    stub = made(checkout, tmp_path / "stub")
    for question in (["describe", "--tags"], ["describe"], ["tag", "--points-at", "HEAD"]):
        assert git(stub, *question) == git(checkout, *question)


def test_file_that_is_ignored_but_was_copied_is_no_change(checkout: Path, tmp_path: Path) -> None:
    (checkout / ".gitignore").write_text("a.py\n")
    git(checkout, "commit", "--quiet", "-am", "ignored")
    assert git(made(checkout, tmp_path / "stub"), "ls-files") == (0, ".gitignore\na.py\n")


def test_source_without_history_is_version_0(checkout: Path, tmp_path: Path) -> None:
    (checkout / ".git").rename(tmp_path / "elsewhere")
    stub = made(checkout, tmp_path / "stub")
    assert git(stub, "describe", "--tags", "--match", "v*") == (0, "v0.0.0\n")
    assert git(stub, "describe", "--tags", "--match", "[0-9]*") == (0, "0.0.0\n")


def test_same_history_gives_the_same_objects(checkout: Path, tmp_path: Path) -> None:
    first, second = (made(checkout, tmp_path / name) for name in ("first", "second"))
    assert git(first, "show-ref") == git(second, "show-ref")
