"""Projects whose requirements only their build backend, or Poetry's own tables, tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.project import Project

from snowsnake.targets import host_system

POETRY = """
[tool.poetry]
name = "{name}"
version = "1"
description = ""
authors = []
[tool.poetry.dependencies]
python = "^3.9"
{dependency}
[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
"""
GROUPS = """
[tool.poetry.group.docs]
optional = true
[tool.poetry.group.docs.dependencies]
idna = "^3"
"""

BROKEN = "def get_requires_for_build_wheel(settings=None):\n    raise RuntimeError('no snow')\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in ("work/project", "state", "tmp"):
        (tmp_path / name).mkdir(parents=True)
    return Project(directory=tmp_path / "work/project", state=tmp_path / "state", temporary=tmp_path / "tmp")


def poetry(name: str, dependency: str) -> dict[str, str]:
    return {"pyproject.toml": POETRY.format(name=name, dependency=dependency), f"{name}/__init__.py": ""}


def test_poetry_project_without_its_lock(project: Project) -> None:
    """Paths of paths, also beside the project, and a group; what a dependency requires makes the lock stale."""
    project.write(poetry("app", 'near = {path = "libs/near", develop = true}'))
    with (project.directory / "pyproject.toml").open("a") as file:
        file.write(GROUPS)
    project.write({f"libs/near/{k}": v for k, v in poetry("near", 'far = {path = "../../../far"}').items()})
    project.write({f"../far/{k}": v for k, v in poetry("far", "").items()})
    assert project.run("lock", "--group", "docs").code == 0
    code = "import app, far, idna, near; print(near.__file__)"
    assert (
        project.run("run", "--", "python", "-c", code).out
        == f"{project.directory}/libs/near/near/__init__.py\n"
    )
    assert project.run("lock", "--check").code == 0
    project.write({f"../far/{k}": v for k, v in poetry("far", 'six = "*"').items()})
    project.fails("lock", "--check")
    assert "\n+ six 1." in project.run("lock").err


def test_file_that_setuptools_reads_makes_the_lock_stale(project: Project) -> None:
    project.write(
        {
            "pyproject.toml": '[project]\nname = "app"\nversion = "1"\ndynamic = ["dependencies"]\n'
            '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
            '[tool.setuptools]\npy-modules = ["app"]\n'
            '[tool.setuptools.dynamic]\ndependencies = {file = ["deps.txt"]}\n',
            "app.py": "",
            "deps.txt": "idna\n",
        }
    )
    assert project.run("lock").code == 0
    assert project.run("lock", "--check").code == 0
    project.write({"deps.txt": "idna\nsix\n"})
    project.fails("lock", "--check")
    assert "\n+ six 1." in project.run("lock").err


def test_backend_of_its_own_that_fails_is_named_with_a_target_of_another_machine_first(
    project: Project,
) -> None:
    """It is asked once, for the target that runs here."""
    other = "aarch64-linux" if host_system() == "x86_64-linux" else "x86_64-linux"
    app = '[project]\nname = "app"\nversion = "1"\ndependencies = ["near"]\n'
    near = '[project]\nname = "near"\nversion = "1"\n[build-system]\nrequires = []\n'
    project.write(
        {
            "pyproject.toml": f'{app}[tool.uv.sources]\nnear = {{ path = "near" }}\n',
            "near/pyproject.toml": f'{near}build-backend = "backend"\nbackend-path = ["."]\n',
            "near/backend.py": BROKEN,
        }
    )
    words = [word for system in (other, host_system()) for word in ("--target", f"cp313-{system}")]
    said = project.run("lock", *words)  # the log has a traceback of the backend's own
    assert said.code == 1
    assert (
        "error: `near` failed to build in `get_requires_for_build_wheel`: RuntimeError: no snow" in said.err
    )
    assert "IndexError" not in said.err
