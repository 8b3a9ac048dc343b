"""Source distributions of every backend: locked, built in the sandbox, the same twice, and nothing else stays."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.integration.built_again import built_again
from tests.integration.loopback import serving
from tests.integration.project import AS_ROOT, Project, Ran
from tests.integration.source_fixtures import SOURCES, Source
from tests.patience import PATIENCE

import snowsnake
from snowsnake.targets import host_system

LIBRARY = Path(snowsnake.__file__).parent / "nix/lib"
OPTIONS = ("--option", "sandbox", "true", "--option", "sandbox-paths", "", "--option", "substituters", "")
COMPILERS = (
    "gcc",
    "g++",
    "cc",
    "ld",
    "as",
    "make",
    "cmake",
    "meson",
    "ninja",
    "cargo",
    "rustc",
    "pkg-config",
    "gfortran",
)


def nix(program: str, *words: str | Path) -> str:
    done = subprocess.run(
        [program, *OPTIONS, *AS_ROOT, *map(str, words)],
        env={name: value for name, value in os.environ.items() if name != "TMPDIR"},
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, f"{words}\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
    return done.stdout.strip()


@dataclass(frozen=True)
class Built:
    """All of them in one project."""

    project: Project
    ran: Ran
    environment: Path
    wheels: Path

    def derivation(self, *words: str) -> str:
        lock = ("--argstr", "lock", str(self.project.lock))
        return nix("nix-instantiate", LIBRARY / "build.nix", *lock, *words)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    directory = tmp_path_factory.mktemp("sources")
    for name in ("project", "state", "temporary"):
        (directory / name).mkdir()
    project = Project(
        directory=directory / "project", state=directory / "state", temporary=directory / "temporary"
    )
    with serving() as index:
        for source in SOURCES:
            index.add_source(source.name, source.files, metadata=source.metadata)
        project.write({"requirements.txt": index.beside + "".join(f"{source.name}\n" for source in SOURCES)})
        ran = project.run("lock", timeout=PATIENCE)
        assert ran.code == 0, ran.err
        ran = project.run("build", "--locked", "--wheels", "wheels", "-o", "result", timeout=PATIENCE)
    assert ran.code == 0, ran.err
    assert project.leftovers() == []
    return Built(project, ran, (project.directory / "result").resolve(), project.directory / "wheels")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_it_works_in_an_empty_process_environment(built: Built, source: Source) -> None:
    command = (
        ["bin/python", "-c", f"import {source.name}; print({source.name}.answer())"]
        if source.program is None
        else [f"bin/{source.program}"]
    )
    done = subprocess.run(
        ["env", "-i", built.environment / command[0], *command[1:]],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("42\n", "")


def test_a_second_build_gives_the_same_bytes(built: Built) -> None:
    derivations = [
        built.derivation("-A", "source", "--argstr", "package", source.name.replace("_", "-"))
        for source in SOURCES
    ]
    target = f"cp313-{host_system()}"
    built_again(built.project.lock, target, *derivations, options=("--option", "max-jobs", "2"))


def test_an_environment_holds_nothing_that_only_builds(built: Built) -> None:
    closure = [Path(path) for path in nix("nix-store", "--query", "--requisites", built.environment).split()]
    inputs = nix("nix-store", "--query", "--requisites", built.derivation("-A", "environment")).split()
    names = {re.sub(r"^[0-9a-z]{32}-|\.drv$", "", Path(path).name) for path in inputs}
    # They were there to build it.
    assert {"toolchain", "build-environment"} <= names
    found = [
        path for path in closure if re.search(r"-(toolchain|build-environment|.*-wheel|.*-dev)$", path.name)
    ]
    assert len(found) == 0
    programs = [path / "bin" / name for path in closure for name in COMPILERS]
    assert [program for program in programs if program.exists()] == []
    # Distributions have headers of their own (numpy); Debian's `-dev` packages have them here.
    headers = [path / place for path in closure for place in ("include", "usr/include")]
    assert [place for place in headers if place.is_dir() and any(place.rglob("*.h"))] == []


def test_a_library_is_found_by_run_path_in_a_package_for_run_time(built: Built) -> None:
    (module,) = built.environment.glob("lib/python*/site-packages/snow_library.*.so")
    maps = "import snow_library; print(*{line.split()[-1] for line in open('/proc/self/maps') if 'yaml' in line})"
    done = subprocess.run(
        ["env", "-i", built.environment / "bin/python", "-c", maps],
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.fullmatch(r"/nix/store/\w{32}-native/lib/\S+/libyaml-0\.so\.2\S*\n", done.stdout)
    assert module.is_file()


def test_the_wheels_are_an_output(built: Built) -> None:
    names = sorted(path.name.partition("-")[0] for path in built.wheels.iterdir())
    assert names == sorted(source.name for source in SOURCES)
    for path in built.wheels.iterdir():
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
