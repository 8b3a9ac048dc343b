"""Sources with an address: repositories at a commit, archives by URL, directories."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.integration.loopback import Index, serving
from tests.integration.project import Project

PYPROJECT = """\
[build-system]
requires = ["flit_core>=3.11,<4"]
build-backend = "flit_core.buildapi"
[project]
name = "{name}"
version = "{version}"
description = "made by a test"
requires-python = ">=3.11"
"""


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def write_project(directory: Path, name: str, version: str = "1.0", said: str = "snow") -> None:
    (directory / name).mkdir(parents=True)
    (directory / name / "__init__.py").write_text(f'SAID = "{said}"\n')
    (directory / "pyproject.toml").write_text(PYPROJECT.format(name=name, version=version))


def git(directory: Path, *words: str) -> str:
    who = (
        "-c",
        "user.name=A Test",
        "-c",
        "user.email=test@example.invalid",
        "-c",
        "protocol.file.allow=always",
    )
    done = subprocess.run(
        ["git", *who, *words], cwd=directory, capture_output=True, text=True, check=False,
        env={**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(directory: Path) -> str:
    if not (directory / ".git").exists():
        git(directory, "init", "--quiet", "--initial-branch", "main")
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--message", "a change")
    return git(directory, "rev-parse", "HEAD")


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        yield found


def locked(project: Project) -> dict[str, object]:
    found: dict[str, object] = json.loads(project.lock.read_text())["artifacts"]
    return found


def says(project: Project, module: str) -> str:
    ran = project.run("run", "python", "-c", f"import {module}; print({module}.SAID)")
    assert ran.code == 0, ran.err
    return ran.out.strip()


def test_a_repository_at_a_commit(project: Project, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    write_project(repository, "flake", said="first")
    first = commit(repository)
    project.write({"requirements.txt": f"flake @ git+file://{repository}@main\n"})
    assert says(project, "flake") == "first"
    (artifact,) = [value for key, value in locked(project).items() if key.endswith(".git")]
    assert isinstance(artifact, dict)
    assert artifact["rev"] == first
    # The branch moves on; the lock does not, until it is told to.
    (repository / "flake/__init__.py").write_text('SAID = "second"\n')
    commit(repository)
    project.environment["SNOWSNAKE_STATE_DIR"] = str(tmp_path / "state-2")
    assert says(project, "flake") == "first"
    ran = project.run("lock", "--upgrade")
    assert ran.code == 0, ran.err
    assert says(project, "flake") == "second"


def test_submodules_and_subdirectories(project: Project, tmp_path: Path) -> None:
    inner, repository = tmp_path / "inner", tmp_path / "repository"
    inner.mkdir()
    (inner / "words.py").write_text('SAID = "from a submodule"\n')
    commit(inner)
    write_project(repository / "python", "crystal")
    commit(repository)
    # Over HTTP, as files: a repository that names paths of this machine as its submodules is refused.
    git(inner, "update-server-info")
    handler = partial(QuietHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}/inner/.git"
            git(repository, "submodule", "--quiet", "add", url, "python/crystal/inner")
            check_submodule(project, repository)
        finally:
            server.shutdown()
            thread.join()


def check_submodule(project: Project, repository: Path) -> None:
    (repository / "python/crystal/__init__.py").write_text("from crystal.inner.words import SAID\n")
    commit(repository)
    project.write({"requirements.txt": f"crystal @ git+file://{repository}#subdirectory=python\n"})
    assert says(project, "crystal") == "from a submodule"


def test_a_commit_that_is_not_there(project: Project, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    write_project(repository, "flake")
    commit(repository)
    project.write({"requirements.txt": f"flake @ git+file://{repository}@{'0' * 40}\n"})
    said = project.fails("lock").err
    assert "flake" in said
    assert "help: " in said


def test_an_archive_by_its_url(project: Project, tmp_path: Path, index: Index) -> None:
    write_project(tmp_path / "source/drift-2.0", "drift", "2.0", said="from an archive")
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        archive.add(tmp_path / "source/drift-2.0", arcname="drift-2.0")
    index.files["drift-2.0.tar.gz"] = buffer.getvalue()
    digest = hashlib.sha256(buffer.getvalue()).hexdigest()
    url = f"{index.url.removesuffix('/simple')}/files/drift-2.0.tar.gz"
    project.write({"requirements.txt": f"drift @ {url}#sha256={digest}\n"})
    assert says(project, "drift") == "from an archive"
    artifact = locked(project)["drift-2.0.tar.gz"]
    assert isinstance(artifact, dict)
    assert artifact["sha256"] == digest


def test_a_directory_is_built_from_what_git_keeps(project: Project) -> None:
    library = project.directory / "library"
    write_project(library, "frost", said="one")
    (library / ".gitignore").write_text("*.log\n")
    commit(library)
    project.write({"requirements.txt": "./library\n"})
    ran = project.run("build")
    assert ran.code == 0, ran.err
    (library / "noise.log").write_text("what is ignored is not source")
    again = project.run("build")
    assert again.out == ran.out
    assert "built" not in again.err
    (library / "frost/__init__.py").write_text('SAID = "two"\n')
    changed = project.run("build")
    assert changed.out != ran.out
    done = subprocess.run(
        [f"{changed.out.strip()}/bin/python", "-c", "import frost; print(frost.SAID)"],
        env={}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "two\n"


def test_a_directory_that_is_gone(project: Project) -> None:
    library = project.directory / "library"
    write_project(library, "frost")
    project.write({"requirements.txt": "./library\n"})
    assert project.run("lock").code == 0
    (library / "pyproject.toml").unlink()
    said = project.fails("lock").err
    assert "library" in said


POETRY = """
[[package]]
name = "flake"
version = "1.0"
files = []
[package.source]
type = "git"
url = "file://{repository}"
reference = "main"
resolved_reference = "{commit}"
[[package]]
name = "frost"
version = "1.0"
files = []
develop = true
[package.source]
type = "directory"
url = "../library"
"""
PDM = """
[[package]]
name = "flake"
version = "1.0"
git = "file://{repository}"
ref = "main"
revision = "{commit}"
[[package]]
name = "frost"
version = "1.0"
path = "../library"
editable = true
"""


@pytest.mark.parametrize(("name", "text"), [("poetry.lock", POETRY), ("pdm.lock", PDM)])
def test_in_the_lock_of_another_tool(project: Project, tmp_path: Path, name: str, text: str) -> None:
    repository, library = tmp_path / "repository", tmp_path / "library"
    write_project(repository, "flake", said="locked")
    first = commit(repository)
    (repository / "flake/__init__.py").write_text('SAID = "newer"\n')
    commit(repository)
    write_project(library, "frost", said="beside")
    project.write(
        {
            "pyproject.toml": '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\n'
            'dependencies = ["flake", "frost"]\n',
            name: text.format(repository=repository, commit=first),
        }
    )
    assert says(project, "flake") == "locked"
    assert says(project, "frost") == "beside"
    assert "../library" in locked(project)
