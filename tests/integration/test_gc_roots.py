"""What is in use is safe from Nix's garbage collector, and what is let go of is not.

Roots are asked for, and nothing is ever collected: the store is everybody's.
"""

from __future__ import annotations

import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.loopback import Index, serving
from tests.integration.project import Project

pytestmark = pytest.mark.skipif(not shutil.which("nix-store"), reason="no Nix here")


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        # Nobody else on this machine has this environment, or holds it.
        found.add("snowroot", files={"snowroot/unique.py": f"value = {secrets.token_hex()!r}\n".encode()})
        yield found


@pytest.fixture
def project(index: Index, tmp_path: Path) -> Project:
    for name in ("project", "state", "temporary"):
        (tmp_path / name).mkdir()
    made = Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "temporary")
    made.write({"requirements.txt": f"snowroot @ {index.file_url('snowroot-1.0-py3-none-any.whl')}\n"})
    return made


def roots(path: str | Path) -> list[str]:
    """The links that keep a store path (and so all that it needs) from being collected."""
    said = subprocess.run(
        ["nix-store", "--query", "--roots", path],
        capture_output=True,
        text=True,
        errors="replace",
        check=True,
    ).stdout
    return [line.partition(" -> ")[0] for line in said.splitlines()]


def test_a_built_link_holds_it_until_the_link_is_gone(project: Project) -> None:
    built = project.run("build", "-o", "result")
    assert built.code == 0, built.err
    environment = built.out.strip()
    assert roots(environment) == [str(project.directory / "result")]
    # With all that it is made of.
    (interpreter,) = {str(Path(environment, "bin/python").resolve().parents[1])}
    assert str(project.directory / "result") in roots(interpreter)
    project.run("clean", "--all")
    assert roots(environment) == [str(project.directory / "result")], "clean leaves what `-o` made"
    (project.directory / "result").unlink()
    assert roots(environment) == []


@pytest.mark.parametrize("verb", ["shell", "run"])
def test_an_environment_in_use_is_held_until_clean(project: Project, verb: str) -> None:
    ran = project.run(verb, "--", "python", "-c", "import sys; print(sys.prefix)")
    assert ran.code == 0, ran.err
    environment = ran.out.strip()
    assert environment.startswith("/nix/store/")
    (root,) = roots(environment)
    assert root.startswith(str(project.state))
    cleaned = project.run("clean")
    assert cleaned.code == 0, cleaned.err
    assert str(project.directory) in cleaned.out
    assert roots(environment) == []


def test_environments_of_typed_requirements_are_held_too(project: Project, index: Index) -> None:
    requirement = (project.directory / "requirements.txt").read_text().strip()
    ran = project.run("shell", requirement, "--", "python", "-c", "import sys; print(sys.prefix)")
    assert ran.code == 0, ran.err
    assert len(roots(ran.out.strip())) == 1
    assert project.run("clean", "--all").code == 0
    assert roots(ran.out.strip()) == []
