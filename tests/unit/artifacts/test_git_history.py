"""The version of a project whose version is in git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from snowsnake.artifacts.git_version import archival, version_of

SCM = '[build-system]\nrequires = ["setuptools", "setuptools-scm"]\n'


def git(directory: Path, *words: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    return subprocess.run(
        ["git", *who, *words], cwd=directory, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(SCM)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "one")
    return tmp_path


def lines(directory: Path) -> dict[str, str]:
    text = archival(directory)
    assert text is not None
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_a_tag_and_what_comes_after_it(checkout: Path) -> None:
    git(checkout, "tag", "v1.2")
    assert lines(checkout)["snowsnake-version"] == "1.2"
    assert lines(checkout)["describe-name"].startswith("v1.2-0-g")
    git(checkout, "commit", "--quiet", "--allow-empty", "-m", "two")
    said = lines(checkout)
    assert said["node"] == git(checkout, "rev-parse", "HEAD")
    assert said["snowsnake-version"] == f"1.3.dev1+g{git(checkout, 'rev-parse', '--short', 'HEAD')}"


def test_before_the_first_tag(checkout: Path) -> None:
    node = git(checkout, "rev-parse", "HEAD")
    assert archival(checkout) == f"snowsnake-version: 0.1.dev1+g{node[:7]}\n"


def test_nothing_where_it_is_not_asked_for(checkout: Path) -> None:
    """A commit does not change what is built of a project whose version is a word in its files."""
    (checkout / "pyproject.toml").write_text('[project]\nversion = "1"\n')
    assert archival(checkout) is None


def test_nothing_where_nobody_knows(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(SCM)
    assert archival(tmp_path) is None
    git(tmp_path, "init", "--quiet")
    assert archival(tmp_path) is None  # no commit


@pytest.mark.parametrize(
    "text",
    [
        '[tool.hatch.version]\nsource = "vcs"\n[build-system]\nrequires = ["hatchling", "hatch-vcs"]',
        "[tool.pdm.version]\nsource = 'scm'\n",
        '[build-system]\nrequires = ["poetry-core", "poetry-dynamic-versioning"]',
    ],
)
def test_who_asks_for_it(checkout: Path, text: str) -> None:
    (checkout / "pyproject.toml").write_text(text)
    assert archival(checkout) is not None


@pytest.mark.parametrize(
    ("described", "version"),
    [
        ("v1.2.3-0-gabc1234", "1.2.3"),
        ("1.2.3-4-gabc1234", "1.2.4.dev4+gabc1234"),
        ("demo-2.0-1-gabc1234", "2.1.dev1+gabc1234"),
        ("v1.0rc1-2-gabc1234", "1.0rc2.dev2+gabc1234"),
        ("v2026.11-0-gabc1234", "2026.11"),
        ("nightly3x-1-gabc1234", None),
    ],
)
def test_what_a_description_means(described: str, version: str | None) -> None:
    assert version_of(described) == version
