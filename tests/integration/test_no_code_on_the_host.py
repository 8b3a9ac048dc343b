"""No code of a package runs on the host, whatever it is: canaries that would be left there, and what the sandbox saw.

Every piece of code leaves a canary, a file in a directory of this test, and says where it ran: `inside` where that
directory is not to be seen. What it says goes into its wheel, or into what it requires, and is read from there, as
text.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.integration.loopback import Index, make_source, serving
from tests.integration.project import Project
from tests.integration.test_addresses import commit
from tests.patience import PATIENCE

PROGRAM = (str(Path(sys.executable).with_name("snowsnake")),)
"""As its user has it: `python -m` would itself look for modules in the project's directory."""
LEAVE = """\
import os

def leave(place):
    try:
        open(os.path.join({canaries!r}, place), "a").close()
    except OSError:
        return "inside"
    return "outside"

"""
BACKEND = """\
import os, sys, zipfile
RAN = [leave("backend of {name}"), "bird_pth" in sys.modules]

def get_requires_for_build_wheel(config_settings=None):
    return ["seen-" + leave("requires of {name}")]

get_requires_for_build_editable = get_requires_for_build_wheel

def build_wheel(directory, config_settings=None, metadata_directory=None, file="{name}-1.0-py3-none-any.whl"):
    info = "{name}-1.0.dist-info/"
    with zipfile.ZipFile(os.path.join(directory, file), "w") as archive:
        write = lambda name, text: archive.writestr(name, text)
        write("{name}.py", "RAN = " + repr([*RAN, leave("wheel of {name}")]))
        write(info + "METADATA", METADATA + "Requires-Dist: seen-" + leave("metadata of {name}") + chr(10))
        write(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        write(info + "RECORD", "{name}.py,,\\n" + "".join(info + f + ",,\\n" for f in ("METADATA", "WHEEL", "RECORD")))
    return file

build_editable = build_wheel
METADATA = "Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n"
"""
IN_TREE = '[build-system]\nrequires = ["bird_pth"]\nbuild-backend = "backend"\nbackend-path = ["."]\n'
DYNAMIC = '[project]\nname = "{name}"\nversion = "1.0"\ndynamic = ["dependencies"]\n'
SETUP = """\
from setuptools import setup
ran = [leave("setup.py of {name}")]
open("{name}.py", "w").write("RAN = " + repr(ran))
setup(name="{name}", version="1.0", py_modules=["{name}"], install_requires=["seen-" + ran[0]])
"""
# What an interpreter that is started beside them would import.
SHADOWS = ("sitecustomize", "usercustomize")
# What snowsnake itself imports, or starts.
MODULES = (
    "snowsnake",
    "packaging",
    "tomllib",
    "json",
    "uv",
    "installer",
    "pip",
    "elftools",
    "multiprocessing",
)


@dataclass(frozen=True)
class World:
    """Where code leaves canaries, and the index that hands it out."""

    canaries: Path
    index: Index

    @property
    def leave(self) -> str:
        return LEAVE.format(canaries=str(self.canaries))

    def left(self) -> list[str]:
        return sorted(path.name for path in self.canaries.iterdir())

    def setup(self, name: str) -> dict[str, str]:
        """A source with a `setup.py`."""
        return {"setup.py": self.leave + SETUP.format(name=name), **self.shadows(name)}

    def in_tree(self, name: str) -> dict[str, str]:
        """A source that is its own backend."""
        return {
            "pyproject.toml": IN_TREE + DYNAMIC.format(name=name),
            "backend.py": self.leave + BACKEND.format(name=name),
            **self.shadows(name),
        }

    def sources(self) -> dict[str, Callable[[str], dict[str, str]]]:
        """By what they are, what makes them."""
        return {"setup": self.setup, "in_tree": self.in_tree, "init": self.init, "hatch": self.hatch}

    def shadows(self, name: str, modules: tuple[str, ...] = SHADOWS) -> dict[str, str]:
        return {f"{module}.py": f"{self.leave}leave('{module} of {name}')\n" for module in modules}

    def init(self, name: str) -> dict[str, str]:
        """A source whose version its backend has to import."""
        return {
            "pyproject.toml": '[build-system]\nrequires = ["setuptools>=77"]\n'
            'build-backend = "setuptools.build_meta"\n'
            f'[project]\nname = "{name}"\ndynamic = ["version"]\n'
            f'[tool.setuptools]\npackages = ["{name}"]\n'
            f'[tool.setuptools.dynamic]\nversion = {{attr = "{name}.VERSION"}}\n',
            f"{name}/__init__.py": f"{self.leave}VERSION = "
            f'"1.0" if leave("init of {name}") == "inside" else "6.6"\n',
        }

    def hatch(self, name: str) -> dict[str, str]:
        """A source with hooks of its own."""
        return {
            "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
            f'[project]\nname = "{name}"\ndynamic = ["version"]\n'
            '[tool.hatch.version]\nsource = "code"\npath = "version.py"\n[tool.hatch.build.hooks.custom]\n'
            f'[tool.hatch.build.targets.wheel]\nartifacts = ["{name}.py"]\ninclude = ["{name}.py"]\n',
            "version.py": f'{self.leave}__version__ = "1.0" if leave("version of {name}") == "inside" else "6.6"\n',
            "hatch_build.py": f"{self.leave}"
            "from hatchling.builders.hooks.plugin.interface import BuildHookInterface\n"
            "class Hook(BuildHookInterface):\n"
            "    def initialize(self, version, build_data):\n"
            f"        open(os.path.join(self.root, '{name}.py'), 'w').write("
            f"'RAN = ' + repr([leave('hook of {name}')]))\n",
        }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    canaries = tmp_path_factory.mktemp("canaries")
    canaries.chmod(0o777)
    with serving() as index:
        world = World(canaries, index)
        index.add("seen_inside")
        index.add("seen_outside")
        # Runs whenever an interpreter that has it starts.
        index.add("bird_pth", files={"bird_pth.pth": b"import bird_pth\n",
                                     "bird_pth/__init__.py": f"{world.leave}leave('pth')\n".encode()})  # fmt: skip
        for name, files in world.sources().items():
            static = "Requires-Dist: seen-inside\n" if name in {"setup", "in_tree"} else ""
            index.add_source(f"static_{name}", files(f"static_{name}"), metadata=static)
            index.add_source(f"dynamic_{name}", files(f"dynamic_{name}"), metadata=None)
        yield world


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in ("project", "state", "tmp"):
        (tmp_path / name).mkdir()
    return Project(
        directory=tmp_path / "project",
        state=tmp_path / "state",
        temporary=tmp_path / "tmp",
        program=PROGRAM,
    )


def runs(project: Project, world: World, *words: str) -> str:
    """Run snowsnake; no canary is left by it."""
    ran = project.run(*words, timeout=PATIENCE)
    assert world.left() == []
    assert ran.code == 0, ran.err
    return ran.out.strip()


def ran_in(environment: Path, name: str) -> list[object]:
    """What the code of a source saw while it was built, read from what it made."""
    (module,) = environment.glob(f"lib/python*/site-packages/{name}.py")
    found: list[object] = ast.literal_eval(module.read_text().partition("=")[2].strip())
    return found


def locked(project: Project) -> set[str]:
    (target,) = json.loads(project.lock.read_text())["targets"].values()
    return {*target["packages"], *(key.rpartition("-")[0] for key in target["build-packages"])}


@pytest.mark.parametrize("metadata", ["static", "dynamic"])
def test_sources_of_an_index(project: Project, world: World, metadata: str) -> None:
    names = [f"{metadata}_{kind}" for kind in world.sources()]
    project.write(
        {"requirements.txt": world.index.beside + "".join(f"{name}\n" for name in (*names, "bird_pth"))}
    )
    project.write(world.shadows("the project", (*SHADOWS, *MODULES)))
    runs(project, world, "lock")
    assert "seen-inside" in locked(project)
    assert "seen-outside" not in locked(project)
    runs(project, world, "build", "--locked", "-o", "result")
    environment = project.directory / "result"
    assert ran_in(environment, f"{metadata}_setup") == ["inside"]
    assert ran_in(environment, f"{metadata}_hatch") == ["inside"]
    # The `.pth` file is in its build environment, and was heeded there.
    assert ran_in(environment, f"{metadata}_in_tree") == ["inside", True, "inside"]
    assert list(environment.glob(f"lib/python*/site-packages/{metadata}_init-1.0.dist-info"))
    runs(project, world, "lock", "--upgrade")
    runs(project, world, "export", "--format", "pylock.toml", "-o", "pylock.other.toml")


def test_repositories_and_archives(project: Project, world: World, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    hostile(world, repository, world.in_tree("bird_git"))
    world.index.files["bird_archive-1.0.tar.gz"] = make_source(
        "bird_archive", "1.0", world.setup("bird_archive"), None
    )
    project.write({
        "requirements.txt": f"{world.index.beside}bird_git @ git+file://{repository}\n"
        f"bird_archive @ {world.index.file_url('bird_archive-1.0.tar.gz')}\n"
    })  # fmt: skip
    runs(project, world, "lock")
    assert "seen-inside" in locked(project)
    runs(project, world, "build", "--locked", "-o", "result")
    assert ran_in(project.directory / "result", "bird_git") == ["inside", True, "inside"]
    assert ran_in(project.directory / "result", "bird_archive") == ["inside"]


def test_directories_in_development(project: Project, world: World) -> None:
    """The project itself and a directory that it requires, with repositories that would run something."""
    files = world.in_tree("bird_project")
    files["pyproject.toml"] = (
        IN_TREE
        + '[project]\nname = "bird_project"\nversion = "1.0"\ndependencies = ["bird_library"]\n'
        + '[tool.uv.sources]\nbird_library = { path = "library" }\n'
        + f'[[tool.uv.index]]\nurl = "{world.index.url}"\n'
    )
    hostile(world, project.directory, {**files, **world.shadows("the project", MODULES)})
    hostile(world, project.directory / "library", world.setup("bird_library"))
    environment = Path(runs(project, world, "develop"))
    assert "seen-inside" in locked(project)
    assert "seen-outside" not in locked(project)
    assert ran_in(environment, "bird_project") == ["inside", True, "inside"]
    runs(project, world, "develop", "--rebuild")
    runs(project, world, "build", "-o", "result")
    assert ran_in(project.directory / "result", "bird_library") == ["inside"]


def hostile(world: World, directory: Path, files: dict[str, str]) -> None:
    """A repository whose hooks, filters and watchers leave canaries."""
    for name, text in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text)
    (directory / ".gitattributes").write_text("*.py filter=canary\n")
    commit(directory)
    program = f"#!/bin/sh\ntouch {world.canaries}/git-of-{directory.name}\n"
    for hook in ("post-checkout", "pre-commit", "post-index-change", "fsmonitor-watchman", "pre-auto-gc"):
        path = directory / ".git/hooks" / hook
        path.parent.mkdir(exist_ok=True)
        path.write_text(program)
        path.chmod(0o755)
    with (directory / ".git/config").open("a") as config:
        config.write(
            f"[core]\n\tfsmonitor = {path.parent}/fsmonitor-watchman\n\thooksPath = {path.parent}\n"
            f'[filter "canary"]\n\tsmudge = "touch {world.canaries}/smudge; cat"\n'
            f'\tclean = "touch {world.canaries}/clean; cat"\n'
            f"[uploadpack]\n\tpackObjectsHook = {path.parent}/pre-commit\n"
        )


def test_the_canaries_sing(world: World, tmp_path: Path) -> None:
    """The same code does leave them where it does run here."""
    sources = [{name: text for name, text in make("bird").items() if name.endswith(".py")}
               for make in world.sources().values()]  # fmt: skip
    for number, files in enumerate(sources):
        for name, text in files.items():
            path = tmp_path / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            subprocess.run([sys.executable, path], cwd=path.parent, capture_output=True, check=False)
    left = world.left()
    hostile(world, tmp_path / "repository", {"a.py": ""})
    subprocess.run(["git", "status"], cwd=tmp_path / "repository", capture_output=True, check=True)
    heard = set(world.left()) - set(left)
    for path in world.canaries.iterdir():
        os.unlink(path)  # noqa: PTH108 -- none of them is left to another test
    assert {"backend of bird", "init of bird", "version of bird", "sitecustomize of bird"} <= set(left)
    assert "git-of-repository" in heard
