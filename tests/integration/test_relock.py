"""A lock that is made again: what stays, what moves, and who decides."""

from __future__ import annotations

import json
import re

import pytest
from tests.followed import Advice
from tests.integration.loopback import serving
from tests.integration.project import Project

OLD = "20200101T000000Z"


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
    text = project.lock.read_text()
    project.lock.write_text(re.sub(r"libsqlite3-0_[^_\"]+_", "libsqlite3-0_3.0-1_", text))
    project.write({"requirements.txt": "attrs\nopencv-python\n"})
    done = project.run("lock")
    assert done.code == 0
    assert OLD not in snapshots(project)
    said = r"the interpreter and libraries of the base are upgraded: libsqlite3-0 3\.0-1 -> 3\.\S+\n"
    assert re.search(said, done.err), done.err
    assert done.err.count("✓ resolved ") == 1
    assert re.search(r"^\+ opencv-python \d", done.err, re.MULTILINE)
    assert re.search(r"^\+ libgl1 \d", done.err, re.MULTILINE)


def test_native_package_that_comes_and_goes_moves_nothing(project: Project) -> None:
    project.write({"requirements.txt": "attrs\n"})
    assert project.run("lock").code == 0
    for name, change in (("file", r"^\+ file \d"), (":none:", r"^- file$")):
        done = project.run("lock", "--native", name)
        assert done.code == 0
        assert "upgraded" not in done.err
        assert re.search(change, done.err, re.MULTILINE), done.err
    assert "upgraded" not in project.fails("lock", "--native", "no-such-package").err


def test_upgrade_of_what_is_not_locked_is_noticed(project: Project) -> None:
    project.write({"requirements.txt": "attrs\n"})
    assert project.run("lock").code == 0
    before = project.lock.read_text()
    said = project.fails("lock", "--upgrade-package", "atrs").err
    assert "`snowsnake.lock` has no `atrs`, so there is nothing to upgrade\n\nhelp: is `attrs` meant?" in said
    said = project.fails("lock", "-P", "libc6").err
    assert "`libc6` is a package of Debian's, which are upgraded together" in said
    assert project.lock.read_text() == before
    line = Advice("lockfile/errors.py", "snowsnake … --upgrade-base").printed_in(said)
    assert project.run(*line.split()[1:]).code == 0


def test_yanked_release_is_taken_with_its_reason(project: Project) -> None:
    with serving() as index:
        index.yanked = {index.add("good", "1.0")}
        index.yanked_because = "it eats files"
        index.add("good", "0.9")
        project.write({"requirements.txt": f"{index.options}good==1.0\n"})
        done = project.run("lock")
        assert done.code == 0
        assert "`good 1.0` is yanked, its index advises against it: it eats files" in done.err
        project.write({"requirements.txt": f"{index.options}good\n"})
        done = project.run("lock", "--upgrade-package", "good")
        assert "yanked" not in done.err
        assert "good 1.0 -> 0.9" in done.err


def test_archive_of_a_day_that_is_out_of_reach_is_said(project: Project) -> None:
    project.environment = {"SNOWSNAKE_DEBIAN_SNAPSHOT": "http://127.0.0.1:9/archive"}
    project.write({"requirements.txt": "attrs\n"})
    done = project.run("lock", "--exclude-newer", "7 days")
    assert done.code == 0
    said = "`exclude-newer` counts for distributions only: Debian's archive of "
    assert done.err.count(said) == 1
    head = '[project]\nname = "p"\nversion = "1"\ndependencies = ["attrs"]\n'
    project.write({"pyproject.toml": f'{head}[tool.uv]\nexclude-newer = "2026-11-01T00:00:00Z"\n'})
    project.lock.unlink()
    assert project.run("lock").err.count(said) == 1
    # The base stays as it is locked, until it is asked for.
    assert said not in project.run("lock").err
    assert project.run("lock", "--upgrade-base").err.count(said) == 1


def test_who_wins_is_remembered(project: Project) -> None:
    project.write({"requirements.txt": "attrs\n"})
    assert project.run("lock", "--prefer", "attrs").code == 0
    project.write({"requirements.txt": "attrs\nsix\n"})
    assert project.run("lock").code == 0
    (target,) = json.loads(project.lock.read_text())["targets"].values()
    assert target["prefer"] == ["attrs"]
