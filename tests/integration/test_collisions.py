"""Two distributions that ship the same path: as with pip, and said; one may be preferred; an error for the strict."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.followed import Advice
from tests.integration.loopback import Index, serving
from tests.integration.project import AS_ROOT, Project

import snowsnake

LIBRARY = Path(snowsnake.__file__).parent / "nix/lib"
OPTIONS = (
    "--option",
    "sandbox",
    "true",
    "--option",
    "sandbox-paths",
    "",
    "--option",
    "substitute",
    "false",
    *AS_ROOT,
)


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        for name in ("left", "right"):
            found.add(
                f"snow{name}",
                files={
                    "snowshared/__init__.py": b"",
                    "snowshared/same.py": b"value = 'same'\n",
                    "snowshared/other.py": f"value = {name!r}\n".encode(),
                    f"snowshared/{name}.py": b"",
                },
            )
        for name in ("calm", "quiet"):
            found.add(
                f"snow{name}", files={"snownamespace/__init__.py": b"", f"snownamespace/{name}.py": b""}
            )
        yield found


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in ("project", "state", "temporary"):
        (tmp_path / name).mkdir()
    return Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "temporary")


def pyproject(index: Index, *names: str, more: str = "") -> dict[str, str]:
    needs = [f"snow{name} @ {index.file_url(f'snow{name}-1.0-py3-none-any.whl')}" for name in names]
    return {"pyproject.toml": f'[project]\nname = "x"\nversion = "1"\ndependencies = {needs}\n{more}'}


def said_by(environment: str, program: str) -> str:
    return subprocess.run(
        [f"{environment}/bin/python", "-c", program], env={}, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_a_collision_is_said_once_and_is_an_error_for_the_strict(index: Index, project: Project) -> None:
    project.write(pyproject(index, "left", "right"))
    ran = project.run("build", "-o", "result")
    assert ran.code == 0, ran.err
    assert said_by(ran.out.strip(), "from snowshared.other import value; print(value)") == "left"
    assert ran.err.count("both ship") == 1
    assert "`snowleft` and `snowright` both ship `snowshared/other.py`" in ran.err
    other = Advice("environments/collisions.py", "--prefer …").printed_in(ran.err)
    assert other == "--prefer snowright"
    for arguments in (
        ["build", "--strict", "-o", "refused"],
        ["build", "--strict"],
        ["run", "--strict", "true"],
    ):
        error = project.fails(*arguments).err
        assert "error: `snowleft` and `snowright` both ship `snowshared/other.py`" in error
        assert 'prefer = ["snowleft"]' in error
    assert not (project.directory / "refused").is_symlink()
    expression = (
        "{ strict }: (import LIB).mkEnvironment { lock = ./snowsnake.lock; inherit strict; }".replace(
            "LIB", str(LIBRARY)
        )
    )
    (project.directory / "default.nix").write_text(expression)
    words = ["nix-build", *OPTIONS, "--no-out-link", "default.nix", "--arg", "strict"]
    warned, refused = (
        subprocess.run([*words, value], cwd=project.directory, capture_output=True, text=True, check=False)
        for value in ("false", "true")
    )
    assert warned.returncode == 0, warned.stderr
    assert refused.returncode
    assert "`snowleft` and `snowright` both ship `snowshared/other.py`" in refused.stderr
    lock_it = Advice("builders/collisions.py", "snowsnake lock --prefer …").printed_in(refused.stderr)
    option = Advice("environments/collisions.py", "--prefer …").printed_in(error)
    ran = project.run("build", "--strict", *option.split())
    assert ran.code == 0, ran.err
    assert project.run("lock", *other.split()).code == 0  # the one wins, then the other
    assert project.run(*lock_it.split()[1:]).code == 0
    done = subprocess.run(
        [*words, "true"], cwd=project.directory, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "`--prefer nosuch`: no `nosuch` is locked" in project.run("lock", "--prefer", "nosuch").err


def test_a_strict_project_is_told_each_time(index: Index, project: Project) -> None:
    project.write(pyproject(index, "left", "right", more="[tool.snowsnake]\nstrict = true\n"))
    assert project.run("lock").code == 0
    for _ in range(2):
        assert "both ship" in project.fails("run", "true").err


@pytest.mark.parametrize("name", ["left", "right"])
def test_the_preferred_one_wins(index: Index, project: Project, name: str) -> None:
    project.write(pyproject(index, "left", "right", more=f'[tool.snowsnake]\nprefer = ["snow{name}"]\n'))
    ran = project.run("build")
    assert ran.code == 0, ran.err
    program = (
        "import snowshared.left, snowshared.right, snowshared.other, snowshared.same;"
        "print(snowshared.other.value, snowshared.same.value)"
    )
    assert said_by(ran.out.strip(), program) == f"{name} same"


def test_a_preference_can_be_typed(index: Index, project: Project) -> None:
    project.write(pyproject(index, "left", "right"))
    assert project.run("lock", "--prefer", "snowright").code == 0
    typed: list[tuple[tuple[str, ...], str]] = [
        ((), "right"),
        (("--prefer", "SnowLeft"), "left"),
        ((), "left"),  # it stays until another is typed
    ]
    for arguments, name in typed:
        ran = project.run("build", *arguments)
        assert ran.code == 0, ran.err
        assert said_by(ran.out.strip(), "from snowshared.other import value; print(value)") == name
        assert "both ship" not in ran.err


def test_files_with_the_same_content_do_not_collide(index: Index, project: Project) -> None:
    project.write(pyproject(index, "calm", "quiet"))
    ran = project.run("build")
    assert ran.code == 0, ran.err
    assert said_by(ran.out.strip(), "import snownamespace.calm, snownamespace.quiet; print('both')") == "both"


def test_files_that_are_no_code_stop_no_shell(project: Project) -> None:
    """A distribution and its own dependency both ship `LICENSE`."""
    ran = project.run("shell", "alive-progress", "--", "python", "-c", "import alive_progress; print('ok')")
    assert (ran.code, ran.out) == (0, "ok\n"), ran.err
    assert "both ship" not in ran.err
