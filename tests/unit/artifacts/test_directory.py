"""A project's own directory: what of it is built, and what does not matter."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from snowsnake.artifacts.directory import HISTORY_NAME, copy_listed, directory_digest, listed_files


def git(directory: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(directory), *arguments], check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    directory = tmp_path / "top" / "project"
    directory.mkdir(parents=True)
    for name in ("pyproject.toml", "a.py", "run", "snowsnake.lock", "a.pyc", "ü b.txt"):
        (directory / name).write_text(name)
    (directory / "run").chmod(0o700)
    for name in ("build", "__pycache__", "demo.egg-info", ".venv", "src"):
        (directory / name).mkdir()
        (directory / name / "x").write_text("x")
    (directory / "inside").symlink_to("a.py")
    (directory / "result").symlink_to("/nix/store")
    (directory.parent / "LICENSE").write_text("free")
    (directory / "LICENSE").symlink_to("../LICENSE")
    (directory / HISTORY_NAME).symlink_to(directory / "a.py")  # else the copy's would be written into that
    return directory


PLAIN = ("a.py", "inside", "pyproject.toml", "run", "src/x", "ü b.txt")


def test_without_git_all_but_what_tools_leave_behind(project: Path) -> None:
    assert listed_files(project) == PLAIN


def test_with_git_what_git_would_keep(project: Path) -> None:
    git(project.parent, "init", "-q")
    (project / ".gitignore").write_text("*.pyc\n__pycache__\n.venv\n*.egg-info\n/src/made\n")
    (project / "src" / "made").write_text("")
    git(project, "add", "a.py", "src")
    (project / "removed").write_text("")
    git(project, "add", "removed")
    (project / "removed").unlink()
    assert listed_files(project) == tuple(sorted({*PLAIN, ".gitignore", "LICENSE", "build/x"}))


def test_submodules_are_part_of_it(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "c.c").write_text("")
    for directory in (other, project):
        git(directory, "init", "-q")
        git(directory, "add", "-A")
        git(directory, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x")
    git(project, "-c", "protocol.file.allow=always", "submodule", "add", str(other), "vendor/other")
    assert "vendor/other/c.c" in listed_files(project)


def test_nothing_of_the_repository_is_run(project: Path, tmp_path: Path) -> None:
    git(project, "init", "-q")
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    evil.chmod(0o755)
    git(project, "config", "core.fsmonitor", str(evil))
    assert "a.py" in listed_files(project)
    assert not (tmp_path / "ran").exists()


def test_copies_have_two_modes_and_no_way_out(project: Path, tmp_path: Path) -> None:
    git(project.parent, "init", "-q")
    copy_listed(project, tmp_path / "copy")
    copy = tmp_path / "copy"
    assert (copy / "run").stat().st_mode & 0o777 == 0o755
    assert (copy / "a.py").stat().st_mode & 0o777 == 0o644
    assert (copy / "inside").readlink() == Path("a.py")
    assert not (copy / "LICENSE").is_symlink()
    assert (copy / "LICENSE").read_text() == "free"
    assert not (copy / "result").exists()


def test_a_link_by_way_of_the_directorys_own_name_leads_to_the_copy(project: Path, tmp_path: Path) -> None:
    (project / "src/absolute").symlink_to(project / "a.py")
    (project / "src/around").symlink_to("../../project/src/x")
    copy_listed(project, tmp_path / "copy")
    assert (tmp_path / "copy/src/absolute").readlink() == Path("../a.py")
    assert (tmp_path / "copy/src/around").readlink() == Path("x")


def test_the_digest_sees_content_names_and_modes_only(project: Path) -> None:
    digest = directory_digest(project)
    os.utime(project / "a.py", (1, 1))
    (project / "snowsnake.lock").write_text("another")
    (project / "build" / "y").write_text("")
    assert directory_digest(project) == digest
    (project / "run").chmod(0o600)
    changed = directory_digest(project)
    (project / "a.py").write_text("edited")
    assert len({digest, changed, directory_digest(project)}) == 3


def test_ten_thousand_files_are_all_listed(tmp_path: Path) -> None:
    first = tmp_path / "first.py"
    first.write_text("x")
    for index in range(100):
        (tmp_path / str(index)).mkdir()
        for inner in range(100):
            os.link(first, f"{tmp_path}/{index}/{inner}.py")  # quicker than as many files
    assert len(listed_files(tmp_path)) == 10_001
