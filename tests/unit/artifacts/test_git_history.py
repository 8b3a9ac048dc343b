"""What a repository says of a project's version, kept as data."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from snowsnake.artifacts.git_history import stamp, version_of


def git(directory: Path, *words: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(
        ["git", *who, *words], cwd=directory, capture_output=True, text=True, check=True
    ).stdout.strip()


def commit(directory: Path) -> None:
    git(directory, "commit", "--quiet", "--allow-empty", "-m", "more")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    commit(tmp_path)
    return tmp_path


def facts(directory: Path) -> dict[str, Any]:
    text = stamp(directory)
    assert text is not None
    found: dict[str, Any] = json.loads(text)
    return found


def tags(directory: Path) -> list[tuple[str, int]]:
    return [(tag["name"], tag["distance"]) for tag in facts(directory)["tags"]]


def test_commit_is_said_with_branch_and_date(checkout: Path) -> None:
    commit(checkout)
    found = facts(checkout)
    assert found["rev"] == git(checkout, "rev-parse", "HEAD")
    assert (found["branch"], found["commits"], found["prefix"]) == ("main", 2, "")
    assert found["date"] == git(checkout, "show", "--no-patch", "--format=%cI")
    git(checkout, "checkout", "--quiet", "--detach")
    assert facts(checkout)["branch"] is None


def test_nearest_tag_of_each_kind_is_kept(checkout: Path) -> None:
    for name in ("v1.0", "tool-v0.9", "latest"):
        git(checkout, "tag", name)
    commit(checkout)
    git(checkout, "tag", "-a", "-m", "x", "v1.1")
    commit(checkout)
    git(checkout, "tag", "v1.2rc1")
    commit(checkout)
    assert tags(checkout) == [("v1.2rc1", 1), ("v1.1", 2), ("latest", 3), ("tool-v0.9", 3), ("v1.0", 3)]
    assert [tag["annotated"] for tag in facts(checkout)["tags"]] == [False, True, False, False, False]


def test_tags_of_one_commit_are_all_kept(checkout: Path) -> None:
    git(checkout, "tag", "v1.2.3")
    git(checkout, "tag", "v1.2.4")
    assert tags(checkout) == [("v1.2.3", 0), ("v1.2.4", 0)]


def test_tag_that_the_commit_does_not_have_is_left_out(checkout: Path) -> None:
    git(checkout, "checkout", "--quiet", "-b", "other")
    commit(checkout)
    git(checkout, "tag", "v9")
    git(checkout, "checkout", "--quiet", "main")
    assert tags(checkout) == []


def test_subdirectory_is_said(checkout: Path) -> None:
    (checkout / "tools/one").mkdir(parents=True)
    assert facts(checkout / "tools/one")["prefix"] == "tools/one"


def test_directory_without_commit_has_no_history(tmp_path: Path) -> None:
    assert stamp(tmp_path) is None
    git(tmp_path, "init", "--quiet")
    assert stamp(tmp_path) is None


@pytest.mark.parametrize(
    ("tag", "version"),
    [("v1.2.3", "1.2.3"), ("demo-2.0", "2.0"), ("v1.0rc1", "1.0rc1"), ("v2026.11", "2026.11"), ("x3y", None)],
)
def test_version_that_a_tag_names(tag: str, version: str | None) -> None:
    assert version_of(tag) == version
