"""What is in use is safe from Nix's garbage collector, and what is let go of is not.

Roots are asked for, and nothing is ever collected but what a test alone has: the store is everybody's.
"""

from __future__ import annotations

import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.loopback import Index, serving
from tests.integration.project import AS_ROOT, Project

import snowsnake
from snowsnake.events import Event, StepFinished

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


def test_what_is_collected_between_two_steps_is_made_again(tmp_path: Path) -> None:
    name = f"snowgone-{secrets.token_hex(8)}"
    text = f'[project]\nname = "{name}"\nversion = "1"\n[build-system]\nrequires = ["hatchling"]\n'
    (tmp_path / "pyproject.toml").write_text(text + 'build-backend = "hatchling.build"\n', "utf-8")
    (tmp_path / f"{name.replace('-', '_')}.py").write_text("answer = 42\n", "utf-8")
    collected: list[str] = []

    def collect(event: Event) -> None:
        """Take all that was just evaluated, once, with the source."""
        if collected or not (isinstance(event, StepFinished) and event.step == "evaluate"):
            return
        derivations = [str(path) for path in Path("/nix/store").glob(f"*-{name}-1*.drv")]
        used = _nix_store("--query", "--references", *derivations)
        collected.extend(path for path in used if path.endswith("-source"))
        collected.extend(_nix_store("--query", "--referrers-closure", *derivations))
        _nix_store("--delete", *dict.fromkeys(collected))

    configuration = snowsnake.Configuration.from_environment(
        {"HOME": str(Path.home())}, state=tmp_path / "state"
    )
    inputs = snowsnake.read_inputs(tmp_path)
    lock = snowsnake.lock(snowsnake.LockRequest(inputs=inputs), configuration)
    environment = snowsnake.realise(
        lock, configuration=configuration, inputs=inputs, root=tmp_path / "root", observer=collect
    )
    assert any(path.endswith("-snowsnake-environment.drv") for path in collected)
    assert any(path.endswith("-source") for path in collected)
    command = [
        str(environment / "bin/python"),
        "-c",
        f"import {name.replace('-', '_')} as it; print(it.answer)",
    ]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "42\n"


def _nix_store(*arguments: str) -> list[str]:
    """The lines that `nix-store` answers."""
    command = ["nix-store", *AS_ROOT, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
