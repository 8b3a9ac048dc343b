"""Built twice, the same bytes: every kind of derivation that snowsnake has."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.integration.built_again import OPTIONS, built_again, nix
from tests.integration.project import Project

import snowsnake
from snowsnake.targets import host_system

LIBRARY = Path(snowsnake.__file__).parent / "nix/lib"
PYTHONS = ("cp311", "cp313", "cp314", "cp315", "pp311")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One lock for all interpreters, and its environments."""
    directory = tmp_path_factory.mktemp("reproducible")
    for name in ("project", "state", "temporary"):
        (directory / name).mkdir()
    made = Project(
        directory=directory / "project", state=directory / "state", temporary=directory / "temporary"
    )
    made.write(
        {
            "requirements.txt": "pyjokes\nrich\n"
            'numpy; platform_python_implementation == "CPython"\n'
            'opencv-python; platform_python_implementation == "CPython" and python_version == "3.13"\n'
            'ruff; python_version == "3.13"\n'
        }
    )
    targets = [f"{python}-{host_system()}" for python in PYTHONS]
    ran = made.run("lock", *(word for target in targets for word in ("--target", target)), timeout=600)
    assert ran.code == 0, ran.err
    for target in targets:
        ran = made.run("build", "--target", target, "-o", target, timeout=600)
        assert ran.code == 0, ran.err
    return made


def derivation(project: Project, python: str, attribute: str) -> str:
    words = (
        LIBRARY / "build.nix",
        "--attr",
        f"environment.{attribute}".rstrip("."),
        "--argstr",
        "lock",
        project.lock,
        "--argstr",
        "target",
        f"{python}-{host_system()}",
    )
    return nix("nix-instantiate", *words)


def same_again(project: Project, derivation: str, python: str = "cp313") -> None:
    # One process this time: how many there are must not show.
    built_again(project.lock, f"{python}-{host_system()}", derivation, options=("--option", "cores", "1"))


@pytest.mark.parametrize("python", PYTHONS)
def test_an_interpreters_tree_is_the_same_again(project: Project, python: str) -> None:
    same_again(project, derivation(project, python, "python"), python)


def test_the_tools_are_the_same_again(project: Project) -> None:
    of_numpy = nix("nix-store", "--query", "--requisites", derivation(project, "cp313", "packages.numpy"))
    (tools,) = (path for path in of_numpy.splitlines() if path.endswith("-snowsnake-tools.drv"))
    same_again(project, tools)


def test_a_tree_of_native_libraries_is_the_same_again(project: Project) -> None:
    target = json.loads(project.lock.read_text())["targets"][f"cp313-{host_system()}"]
    (native,) = {package["native"] for package in target["packages"].values() if package.get("native")}
    same_again(project, derivation(project, "cp313", f"base.natives.{native}"))


@pytest.mark.parametrize(
    ("python", "package"),
    [
        *((python, "rich") for python in PYTHONS),  # console scripts of what it needs, many modules
        ("cp313", "numpy"),
        ("cp313", "opencv-python"),
        ("cp313", "ruff"),
        ("cp315", "numpy"),
    ],
)
def test_an_installed_distribution_is_the_same_again(project: Project, python: str, package: str) -> None:
    same_again(project, derivation(project, python, f"packages.{package}"), python)


@pytest.mark.parametrize("python", PYTHONS)
def test_an_environment_is_the_same_again(project: Project, python: str) -> None:
    same_again(project, derivation(project, python, ""), python)


@pytest.mark.parametrize("python", [python for python in PYTHONS if python != "cp313"])
def test_an_image_is_the_same_again(project: Project, python: str) -> None:
    """That of CPython 3.13 is in `test_image.py`."""
    image = derivation(project, python, "image")
    nix("nix-store", *OPTIONS, "--realise", image)
    same_again(project, image, python)


ORDER = """
import sys
sys.path.insert(0, sys.argv[1])
from builders.bytecode import compile_source

# Equal sets with strings, and names that other modules have interned, or not: what `marshal` writes of them
# depends on what the process did before.
module = (
    b"def a(snow_x):\\n return snow_x in {'snow_a', 'snow_b'}\\n"
    b"def b(snow_y):\\n return snow_y in {'snow_a', 'snow_b'}\\n"
)
first = compile_source(module, "m.py")
others = [compile(text, "o.py", "exec") for text in ("snow_a = 1", "snow_x = snow_y = 'snow_b'")]
print(compile_source(module, "m.py") == first)
"""


@pytest.mark.parametrize("python", PYTHONS)
def test_what_was_compiled_before_does_not_show_in_bytecode(project: Project, python: str) -> None:
    interpreter = project.directory / f"{python}-{host_system()}" / "bin/python"
    done = subprocess.run(
        [interpreter, "-I", "-S", "-c", ORDER, LIBRARY.parents[1]],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "True\n", done.stderr
