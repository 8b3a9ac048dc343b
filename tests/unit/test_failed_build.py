"""What a failed build's log misses becomes the line to type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.unit.lockfile.conftest import TARGET
from tests.unit.lockfile.conftest import lock as lock  # noqa: PLC0414 -- a fixture

from snowsnake.failed_build import Advisers, Replacements, explain
from snowsnake.lockfile.model import Lock, NeedKind
from snowsnake.nix.errors import BuildFailed
from snowsnake.provide.holder import Holder
from snowsnake.provide.nixpkgs.files import shipped_files
from snowsnake.requirements import Inputs, read_inputs
from snowsnake.requirements.environments_file import read_environments_file

HAVE: dict[tuple[str, str], str] = {
    ("header", "yaml.h"): "libyaml-dev",
    ("program", "xxd"): "xxd",
    ("soname", "libyaml.so"): "libyaml-dev",
    ("pkg-config", "zlib"): "zlib1g-dev",
}


def holders(kind: NeedKind, name: str) -> Sequence[Holder]:
    package = HAVE.get((kind, name))
    return [Holder(package=package, path=name, directory="")] if package else []


def helped(
    lock: Lock,
    *missing: tuple[str, str],
    instead: Replacements = Replacements(),  # noqa: B008 -- frozen
    name: str = "demo",
    inputs: Inputs | None = None,
    log: Sequence[str] = ("the log",),
) -> tuple[str, str]:
    """Details and help of the error; `instead`: what need not be built."""
    error = BuildFailed(
        name="demo-1.0-wheel",
        derivation=None,
        why="its builder failed",
        log=list(log),
        builder_error={
            "name": name,
            "version": "1.0",
            "file": "demo-1.0.tar.gz",
            "phase": "build_wheel",
            "message": "`demo` 1.0 failed to build in `build_wheel`: it stopped",
            "missing": [{"kind": kind, "name": what} for kind, what in missing],
        },
    )
    advisers = Advisers(
        holders=holders,
        suite="trixie",
        nixpkgs=shipped_files(),
        instead=lambda _name, _version: instead,
        inputs=inputs,
    )
    explained = explain(error, lock.targets[TARGET], advisers)
    assert explained.message == "`demo` 1.0 failed to build in `build_wheel`: it stopped"
    return explained.details or "", explained.help or ""


@pytest.mark.parametrize(
    ("kind", "name", "line"),
    [
        ("header", "yaml.h", 'native = ["libyaml-dev"]'),
        ("program", "xxd", 'native = ["xxd"]'),
        ("library", "yaml", 'native = ["libyaml-dev"]'),
        ("library", "zlib", 'native = ["zlib1g-dev"]'),
        ("pkg-config", "zlib", 'native = ["zlib1g-dev"]'),
        ("cmake", "ZLIB", 'native = ["zlib1g-dev"]'),
        ("python-module", "snow_tool.parts", 'build-requires = ["snow-tool"]'),
        # Distributions are not always called like their modules.
        ("python-module", "yaml", 'build-requires = ["pyyaml"]'),
        ("python-module", "distutils.core", 'build-requires = ["setuptools"]'),
    ],
)
def test_what_is_missing_has_a_line_that_adds_it(lock: Lock, kind: str, name: str, line: str) -> None:
    details, help_line = helped(lock, (kind, name))
    assert f"`{name}`" in details
    assert f"add `{line}` in `[tool.snowsnake.packages.demo]` of pyproject.toml" in help_line


def test_what_nobody_has_is_said_and_no_line_is_made_up(lock: Lock) -> None:
    details, help_line = helped(lock, ("header", "nowhere.h"), ("python-module", "sipconfig"))
    assert "missing: the header `nowhere.h`, which no package of Debian trixie has" in details
    assert "missing: the Python module `sipconfig`" in details
    assert "add `" not in help_line


def test_several_things_share_a_line(lock: Lock) -> None:
    _, help_line = helped(lock, ("header", "yaml.h"), ("program", "xxd"), ("library", "yaml"))
    assert 'add `native = ["libyaml-dev", "xxd"]` in' in help_line


def test_on_nixpkgs_attributes_are_named_too(lock: Lock) -> None:
    """The lock is for both bases: a Debian package, and what stands for it."""
    target = replace(lock.targets[TARGET], base="nixpkgs")
    _, help_line = helped(
        replace(lock, targets={TARGET: target}), ("pkg-config", "zlib"), ("header", "yaml.h")
    )
    assert 'add `native = ["zlib1g-dev", "libyaml-dev"]` in' in help_line
    assert 'add `"zlib1g-dev" = "zlib.dev"`, `"libyaml-dev" = "libyaml.dev"` to' in help_line
    assert "`[tool.snowsnake.nixpkgs.attributes]`" in help_line


def test_interpreter_with_a_wheel_is_named_first(lock: Lock) -> None:
    _, said = helped(lock, ("header", "yaml.h"), instead=Replacements(interpreters=("3.12", "3.11")))
    assert said.startswith("take Python 3.12, for which it has a wheel: `--python 3.12`, or ")


def test_release_without_wheels_names_the_first_that_has_one_and_an_older_python(lock: Lock) -> None:
    _, said = helped(lock, instead=Replacements(own="3.13", later="1.14.1", older="3.11"))
    assert said.startswith(
        "take `demo>=1.14.1`, the first release after it that has a wheel for Python 3.13; build it with an older "
        "Python, nearer to those it was made for: `--python 3.11`, or "
    )


def test_old_source_that_says_cython_3_has_no_more_gets_an_older_one(lock: Lock) -> None:
    target = lock.targets[TARGET]
    source = next(one for one in target.packages if one.build is not None)
    assert source.build is not None
    cython = replace(source, name="cython", version="3.1.0", build=None)
    build = replace(source.build, requires=("cython-3.1.0",))
    changed = replace(
        target,
        packages=(replace(source, name="demo", build=build),),
        build_packages={"cython-3.1.0": cython},
    )
    old = Replacements(own="3.13", later="1.14.1")
    log = ("AttributeError: 'build_ext' object has no attribute 'cython_sources'",)
    line = 'add `build-requires = ["cython<3"]` in `[tool.snowsnake.packages.demo]` of pyproject.toml'
    new_lock = replace(lock, targets={TARGET: changed})
    assert line in helped(new_lock, instead=old, log=log)[1]
    assert line not in helped(new_lock, instead=old)[1]
    assert line not in helped(new_lock, log=log)[1]
    assert line not in helped(lock, instead=old, log=log)[1]


def test_release_that_never_had_wheels_names_no_other(lock: Lock) -> None:
    assert (
        "ython 3" not in helped(lock, ("header", "yaml.h"), instead=Replacements(own="3.13", older="3.11"))[1]
    )


def test_module_that_python_has_no_more_is_not_required(lock: Lock) -> None:
    details, said = helped(lock, ("python-module", "imp"), instead=Replacements(own="3.13", older="3.11"))
    assert "the module `imp`, which Python does not have any more" in details
    assert "build-requires" not in said
    assert "take a newer version of it; build it with an older Python" in said
    assert "`--python 3.11`" in said
    # The project allows none, or the base has none.
    assert "older" not in helped(lock, ("python-module", "imp"), instead=Replacements(own="3.13"))[1]


SCRIPT = "# /// script\n# dependencies = ['demo']\n# ///\n"


@pytest.mark.parametrize(
    ("asked", "place", "line"),
    [
        ({}, "in `[tool.snowsnake.packages.demo]` of pyproject.toml", "snowsnake lock --python 3.11"),
        (
            {"files": [Path("requirements.txt")]},
            "in `[packages.demo]` of snowsnake.toml",
            "snowsnake lock --python 3.11",
        ),
        (
            {"requirements": ["demo"]},
            "in `[packages.demo]` of a snowsnake.toml, beside a requirements.txt with what you typed",
            "the same words with `--python 3.11`",
        ),
        (
            {"script": Path("one.py")},
            "in `[tool.snowsnake.packages.demo]` of the `# /// script` block of `one.py`",
            "the same words with `--python 3.11`",
        ),
    ],
)
def test_line_is_where_the_requirements_come_from(
    lock: Lock, tmp_path: Path, asked: dict[str, Any], place: str, line: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "own"\nversion = "1"\ndependencies = ["demo"]\n'
    )
    (tmp_path / "requirements.txt").write_text("demo\n")
    (tmp_path / "one.py").write_text(SCRIPT)
    _, said = helped(
        lock,
        ("header", "yaml.h"),
        instead=Replacements(interpreters=("3.11",)),
        inputs=read_inputs(tmp_path, **asked),
    )
    assert f'add `native = ["libyaml-dev"]` {place}' in said
    assert line in said


def test_line_of_a_named_environment_is_in_its_table(lock: Lock, tmp_path: Path) -> None:
    file = tmp_path / "environments.toml"
    file.write_text('[work]\nrequires = ["demo"]\n')
    inputs = read_inputs(tmp_path, environment=read_environments_file(file).environment("work"))
    _, said = helped(lock, ("header", "yaml.h"), instead=Replacements(interpreters=("3.11",)), inputs=inputs)
    assert "in `[work.packages.demo]` of environments.toml" in said
    assert 'wheel: `python = "3.11"` in `[work]` of environments.toml' in said


def test_name_of_a_module_is_no_distribution_to_build(lock: Lock) -> None:
    assert helped(lock, name="sklearn")[1].startswith("the module `sklearn` is in `scikit-learn`: write that")
