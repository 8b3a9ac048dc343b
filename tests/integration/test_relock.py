"""A lock that is made again: what stays, what moves, and who decides."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.integration.project import Project

OLD = "20200101T000000Z"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in ("project", "state", "tmp"):
        (tmp_path / name).mkdir()
    return Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "tmp")


def locked_long_ago(project: Project) -> None:
    """Lock, and let the Debian packages of the lock come from an archive of long ago."""
    project.write({"requirements.txt": "attrs\n"})
    assert project.run("lock").code == 0
    text = re.sub(r'"snapshot": "\w+"', f'"snapshot": "{OLD}"', project.lock.read_text())
    project.lock.write_text(text)


def snapshots(project: Project) -> set[str]:
    artifacts = json.loads(project.lock.read_text())["artifacts"].values()
    return {artifact["snapshot"] for artifact in artifacts if "snapshot" in artifact}


def test_the_base_stays_when_a_requirement_comes(project: Project) -> None:
    locked_long_ago(project)
    before = project.lock.read_text().splitlines()
    project.write({"requirements.txt": "attrs\nsix\n"})
    assert project.run("lock").code == 0
    assert snapshots(project) == {OLD}
    gone = set(before) - set(project.lock.read_text().splitlines())
    assert all("digest" in line or line.strip() == '"attrs"' for line in gone), gone


@pytest.mark.parametrize("option", ["--upgrade-base", "--upgrade"])
def test_the_base_moves_when_it_is_upgraded(project: Project, option: str) -> None:
    locked_long_ago(project)
    assert project.run("lock", option).code == 0
    assert OLD not in snapshots(project)


def test_the_base_moves_for_a_library_that_nothing_needed_before(project: Project) -> None:
    locked_long_ago(project)
    project.write({"requirements.txt": "attrs\nopencv-python\n"})
    done = project.run("lock")
    assert done.code == 0
    assert "base" in done.err
    assert "libgl1" in done.err
    assert OLD not in snapshots(project)


def test_who_wins_is_remembered(project: Project) -> None:
    project.write({"requirements.txt": "attrs\n"})
    assert project.run("lock", "--prefer", "attrs").code == 0
    project.write({"requirements.txt": "attrs\nsix\n"})
    assert project.run("lock").code == 0
    (target,) = json.loads(project.lock.read_text())["targets"].values()
    assert target["prefer"] == ["attrs"]
