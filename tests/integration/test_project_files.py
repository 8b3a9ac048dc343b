"""Wheels and source archives that come with a project: its lock works wherever it is."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.integration.loopback import make_source, make_wheel
from tests.integration.project import AS_ROOT, Project
from tests.integration.test_flake import NIX, run

SRC = Path(__file__).parents[2] / "src"
WHEEL, SOURCE = "drop-1.0-py3-none-any.whl", "flurry-1.0.tar.gz"
PYPROJECT = '[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = ["."]\n'
PYPROJECT += '[project]\nname = "flurry"\nversion = "1.0"\n'
BACKEND = """\
import zipfile
NAME, INFO = "flurry-1.0-py3-none-any.whl", "flurry-1.0.dist-info/"
def build_wheel(directory, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(f"{directory}/{NAME}", "w") as wheel:
        wheel.writestr("flurry.py", "value = 43")
        wheel.writestr(INFO + "METADATA", "Metadata-Version: 2.1\\nName: flurry\\nVersion: 1.0\\n")
        wheel.writestr(INFO + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(INFO + "RECORD", "")
    return NAME
"""
SDIST = make_source("flurry", "1.0", {"pyproject.toml": PYPROJECT, "own.py": BACKEND})

FILES = {f"wh/{WHEEL}": make_wheel("drop"), f"wh/{SOURCE}": SDIST}
HEAD = '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\n'
PROJECTS: Mapping[str, Mapping[str, str]] = {
    "paths": {"requirements.txt": f"./wh/{WHEEL}\nflurry @ file:wh/{SOURCE}\n"},
    "find-links": {"requirements.txt": "--find-links ./wh\n--no-index\ndrop\nflurry\n"},
    "uv": {
        "pyproject.toml": HEAD + 'dependencies = ["drop", "flurry"]\n[tool.uv.sources]\n'
        f'drop = {{ path = "wh/{WHEEL}" }}\nflurry = {{ path = "wh/{SOURCE}" }}\n'
    },
    "poetry": {
        "pyproject.toml": '[tool.poetry]\nname = "p"\nversion = "1"\npackage-mode = false\n'
        '[tool.poetry.dependencies]\npython = ">=3.11"\n'
        f'drop = {{ path = "wh/{WHEEL}" }}\nflurry = {{ path = "wh/{SOURCE}" }}\n'
    },
}
SAYS = ("python", "-c", "import drop, flurry; print(drop.value, flurry.value)")


def artifacts(project: Project, lock: str = "snowsnake.lock") -> Mapping[str, Mapping[str, object]]:
    found: Mapping[str, Mapping[str, object]] = json.loads((project.directory / lock).read_text())[
        "artifacts"
    ]
    return found


def moved(project: Project, tmp_path: Path) -> Project:
    """The same project in another place, for somebody who never had it; nothing is left of the first."""
    (tmp_path / "elsewhere" / "deep").mkdir(parents=True)
    project.directory.rename(tmp_path / "elsewhere" / "deep" / "of-somebody")
    (tmp_path / "other-state").mkdir()
    mine = {"CI": "1", "SNOWSNAKE_CACHE_DIR": str(tmp_path / "cache")}
    return replace(
        project,
        directory=tmp_path / "elsewhere" / "deep" / "of-somebody",
        state=tmp_path / "other-state",
        environment={**project.environment, **mine},
    )


@pytest.mark.parametrize("kind", PROJECTS)
def test_a_lock_with_files_of_the_project_works_elsewhere(
    project: Project, tmp_path: Path, kind: str
) -> None:
    project.write({**FILES, **PROJECTS[kind]})
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    assert [artifacts(project)[file]["path"] for file in (WHEEL, SOURCE)] == [
        f"./wh/{WHEEL}",
        f"./wh/{SOURCE}",
    ]
    assert str(project.directory) not in project.lock.read_text()
    there = moved(project, tmp_path)
    assert there.run("lock", "--check").code == 0
    ran = there.run("run", *SAYS)
    assert (ran.code, ran.out) == (0, "42 43\n"), ran.err
    assert there.run("lock").err.endswith("nothing to do\n")
    assert there.run("lock", "--upgrade").code == 0
    assert there.run("explain", "drop").code == 0
    (wheel,) = [line for line in there.run("export").out.splitlines() if WHEEL in line]
    assert f'path = "./wh/{WHEEL}"' in wheel
    # As a requirements file it is read again, by us as by others.
    (there.directory / "exported.txt").write_text(there.run("export", "requirements").out)
    ran = there.run("run", "-r", "exported.txt", "--", *SAYS)
    assert (ran.code, ran.out) == (0, "42 43\n"), ran.err


def test_a_lock_of_an_earlier_snowsnake_is_read_and_mended(project: Project) -> None:
    project.write({**FILES, **PROJECTS["paths"]})
    assert project.run("lock").code == 0
    new = project.lock.read_text()
    old = new.replace('"path": "./wh/', f'"url": "file://{project.directory}/wh/')
    project.lock.write_text(old)
    ran = project.run("run", *SAYS)
    assert (ran.code, ran.out, project.lock.read_text()) == (0, "42 43\n", old), ran.err
    assert project.run("lock").code == 0
    assert json.loads(project.lock.read_text()) == json.loads(new)


def test_files_above_a_project(project: Project, tmp_path: Path) -> None:
    """Those that are named by their path move with it; those that are named by an absolute one stay."""
    (tmp_path / "fixed").mkdir()
    (tmp_path / "fixed" / SOURCE).write_bytes(SDIST)
    project.write(
        {
            f"wh/{WHEEL}": make_wheel("drop"),
            "of/project/requirements.txt": "--no-index\n--find-links ../../wh\n"
            f"--find-links {tmp_path}/fixed\ndrop\nflurry\n",
        }
    )
    below = replace(project, directory=project.directory / "of/project")
    assert below.run("lock").code == 0
    assert artifacts(below)[WHEEL]["path"] == f"../../wh/{WHEEL}"
    assert artifacts(below)[SOURCE]["url"] == f"file://{tmp_path}/fixed/{SOURCE}"
    there = moved(project, tmp_path)
    there = replace(there, directory=there.directory / "of/project")
    ran = there.run("run", *SAYS)
    assert (ran.code, ran.out) == (0, "42 43\n"), ran.err


def test_a_script_with_a_file_beside_it(project: Project, tmp_path: Path) -> None:
    block = f'# /// script\n# dependencies = ["drop"]\n# [tool.uv.sources]\n# drop = {{ path = "wh/{WHEEL}" }}\n# ///\n'
    project.write(
        {f"sub/wh/{WHEEL}": make_wheel("drop"), "sub/s.py": block + "import drop\nprint(drop.value)\n"}
    )
    ran = project.run("lock", "--script", "sub/s.py")
    assert ran.code == 0, ran.err
    assert artifacts(project, "sub/s.py.lock")[WHEEL]["path"] == f"./wh/{WHEEL}"
    ran = moved(project, tmp_path).run("run", "sub/s.py")
    assert (ran.code, ran.out) == (0, "42\n"), ran.err


def test_a_file_that_is_gone_or_another(project: Project, tmp_path: Path) -> None:
    """What is in the store already is taken from there."""
    project.write(
        {f"wh/{WHEEL}": make_wheel("drop", files={"drop/more.py": b"#" + os.urandom(8).hex().encode()})}
    )
    project.write({"requirements.txt": "--find-links wh\n--no-index\ndrop\n"})
    assert project.run("lock").code == 0
    there = moved(project, tmp_path)
    file = there.directory / "wh" / WHEEL
    whole = file.read_bytes()
    file.unlink()
    assert WHEEL in there.fails("build").err
    file.write_bytes(make_wheel("drop"))
    assert WHEEL in there.fails("build").err
    file.write_bytes(whole)
    built = there.run("build")
    assert built.code == 0, built.err
    file.unlink()
    assert there.run("build").out == built.out


def test_the_nix_library_takes_files_beside_the_lock(project: Project, tmp_path: Path) -> None:
    """In pure evaluation, from a copy, to the same store path; what is above the lock is handed in."""
    project.write({**FILES, **PROJECTS["paths"]})
    assert project.run("lock").code == 0
    there = moved(project, tmp_path)
    built = there.run("build").out.strip()
    library, lock = there.directory / "snowsnake/nix/lib", there.lock
    shutil.copytree(
        SRC / "snowsnake", there.directory / "snowsnake", ignore=shutil.ignore_patterns("__pycache__")
    )
    flake = "{ outputs = _: { inherit (import LIB { lock = ./snowsnake.lock; }) packages; }; }\n"
    there.write({"flake.nix": flake.replace("import LIB", "(import ./snowsnake/nix/lib).mkFlake")})
    run(*NIX, "build", "path:.", "--no-write-lock-file", "-o", "of-nix", cwd=there.directory)
    assert str((there.directory / "of-nix").resolve()) == built
    make = f"(import {library}).mkEnvironment {{ lock = builtins.fromJSON (builtins.readFile {lock}); %s }}"
    nix = ("nix-instantiate", *AS_ROOT, "--expr")
    refused = run(*nix, make % "", cwd=there.directory, check=False)
    assert f"say where `./wh/{WHEEL}` of snowsnake.lock is" in refused.stderr
    given = f'sources = {{ "{WHEEL}" = ./wh/{WHEEL}; "{SOURCE}" = ./wh/{SOURCE}; }};'
    drv = run(*nix, make % given, cwd=there.directory).stdout.strip()
    assert run("nix-store", "--query", "--outputs", drv, cwd=there.directory).stdout.strip() == built
    (there.directory / "wh" / WHEEL).unlink()
    gone = run(
        *nix, f"(import {library}).mkEnvironment {{ lock = {lock}; }}", cwd=there.directory, check=False
    )
    assert f"`./wh/{WHEEL}`, which snowsnake.lock takes, is not there" in gone.stderr
