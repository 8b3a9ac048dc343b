"""Two build environments with the same wheel, which has to be patched for what is beside it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.integration.loopback import serving
from tests.integration.project import AS_ROOT, Project
from tests.patience import PATIENCE
from tests.unit.analyse.conftest import write_elf

import snowsnake
from snowsnake.lockfile.read import read_lock

LIBRARY = Path(snowsnake.__file__).parent / "nix/lib"
YAML = "libyaml-0.so.2"
PROJECT = """\
[build-system]
requires = [{requires}, "flit_core>=3.11,<4"]
build-backend = "flit_core.buildapi"
[project]
name = "{name}"
version = "1.0"
description = "made by a test"
"""


def test_the_same_wheel_beside_others_is_another(tmp_path: Path) -> None:
    for name in ("project", "state", "tmp"):
        (tmp_path / name).mkdir()
    project = Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "tmp")
    with serving() as index:
        # It takes the library from where `carrier` would have it; alone, from Debian.
        reader = write_elf([YAML], runpath="$ORIGIN/../carrier")
        index.add("reader", files={"reader/_reader.so": reader})
        index.add("carrier", files={f"carrier/{YAML}": write_elf(soname=YAML)})
        for name, requires in (("lonely", '"reader"'), ("paired", '"reader", "carrier"')):
            files = {"pyproject.toml": PROJECT.format(name=name, requires=requires), f"{name}.py": ""}
            index.add_source(name, files)
        project.write({"requirements.txt": f"{index.beside}lonely\npaired\n"})
        ran = project.run("lock")
        assert ran.code == 0, ran.err
        text = project.lock.read_text()
        ran = project.run("lock", "--upgrade")
        assert ran.code == 0, ran.err
        assert project.lock.read_text() == text

    (target,) = read_lock(text, project.lock).targets.values()
    packages = {package.name: package for package in target.packages}
    built = {name: package.build.requires for name, package in packages.items() if package.build}
    names = {
        name: [re.sub(r"flit-core-.*", "flit-core", key)[:11] for key in keys] for name, keys in built.items()
    }
    assert names == {
        "lonely": ["flit-core", "reader-1.0-"],
        "paired": ["carrier-1.0", "flit-core", "reader-1.0-"],
    }
    alone, beside = (target.build_packages[built[name][-1]] for name in ("lonely", "paired"))
    assert (alone.name, alone.native is None) == ("reader", False)
    assert (beside.name, beside.native) == ("reader", None)

    # Nix makes two of it, and one of what is the same in both.
    done = subprocess.run(
        ["nix-instantiate", *AS_ROOT, LIBRARY / "build.nix", "-A", "wheels", "--argstr", "lock", project.lock],
        capture_output=True, text=True, check=True, timeout=PATIENCE,
    )  # fmt: skip
    needed = subprocess.run(
        ["nix-store", "--query", "--requisites", done.stdout.strip()],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    made = [re.sub(r"^/nix/store/\w{32}-|[0-9.]*\.drv$", "", path) for path in needed]
    assert (made.count("reader-"), made.count("flit-core-")) == (2, 1)


def test_version_with_an_epoch_is_built_and_shown(tmp_path: Path) -> None:
    """No name of a store path may have a `!`: of a file, of a wheel that is built, of a requirement of a build."""
    for name in ("project", "state", "tmp"):
        (tmp_path / name).mkdir()
    project = Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "tmp")
    with serving() as index:
        index.add("plugin", "3!1.0", files={"plugin.py": b""})
        source = PROJECT.format(name="calendar_of", requires='"plugin"').replace('"1.0"', '"1!2.0"')
        index.add_source("calendar_of", {"pyproject.toml": source, "calendar_of.py": ""}, "1!2.0")
        project.write({"requirements.txt": f"{index.beside}calendar_of\nplugin\n"})
        ran = project.run(
            "run",
            "python",
            "-c",
            "import importlib.metadata as m; print(*map(m.version, ['calendar_of', 'plugin']))",
        )
    assert (ran.code, ran.out) == (0, "1!2.0 3!1.0\n"), ran.err
