"""What an error says to type, typed: it changes the situation."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.followed import Advice
from tests.integration.loopback import Index, serving
from tests.integration.project import Project, Ran


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        found.add("good", files={"good/__init__.py": b""})
        yield found


@pytest.fixture
def project(tmp_path: Path, index: Index) -> Project:
    for name in ("project", "state", "tmp"):
        (tmp_path / name).mkdir()
    made = Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "tmp")
    made.write({"requirements.txt": f"{index.options}good\n"})
    return made


def advised(ran: Ran, pattern: str) -> str:
    """What stands in backticks in an error's help and looks like this."""
    said = ran.err.partition("\nhelp: ")[2]
    found = re.search(rf"`({pattern})`", said)
    assert found is not None, ran.err
    return found[1]


def follow(project: Project, ran: Ran) -> Ran:
    """Type the line of ours that an error says."""
    words = shlex.split(advised(ran, "snowsnake [^`]*"))
    return project.run(*words[1:])


def test_a_python_that_nothing_allows_is_allowed_in_the_file_that_is_named(project: Project) -> None:
    project.write(
        {"pyproject.toml": '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.12,<3.13"\n'}
    )
    for options in ((), ("--python", "3.13")):
        ran = project.fails("lock", *options)
        file = advised(ran, r"[a-z.]+\.toml")
        written = advised(ran, "requires-python = [^`]*")
    text = (project.directory / file).read_text()
    project.write({file: re.sub("requires-python = .*", written, text)})
    assert project.run("lock").code == 0


def test_an_interpreter_that_is_not_there_leads_to_one_that_is(project: Project) -> None:
    ran = project.fails("lock", "--python", "3.12")
    option = Advice("provide/debian/choice.py", "--python …").printed_in(ran.err)
    assert project.run("lock", *option.split()).code == 0


def test_an_interpreter_that_a_file_asks_for_is_another_in_that_file(project: Project) -> None:
    project.write({".python-version": "3.12\n"})
    ran = project.fails("lock")
    version, file = advised(ran, r"3\.\d+"), advised(ran, r"\.python-version")
    project.write({file: f"{version}\n"})
    assert project.run("lock").code == 0


def test_what_is_not_in_the_lock_is_added_by_the_line_that_is_said(project: Project) -> None:
    assert project.run("lock").code == 0
    assert follow(project, project.fails("explain", "hello")).code == 0
    assert project.run("explain", "hello").code == 0
