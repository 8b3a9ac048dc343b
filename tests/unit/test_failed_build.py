"""What a failed build's log misses becomes the line to type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.unit.lockfile.conftest import TARGET
from tests.unit.lockfile.conftest import lock as lock  # noqa: PLC0414 -- a fixture

from snowsnake.failed_build import Advisers, explain
from snowsnake.lockfile.model import Lock, NeedKind
from snowsnake.nix.errors import BuildFailed
from snowsnake.provide.holder import Holder
from snowsnake.provide.nixpkgs.files import shipped_files

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
    lock: Lock, *missing: tuple[str, str], wheels: Sequence[str] = (), name: str = "demo"
) -> tuple[str, str]:
    """Details and help of the error; `wheels`: the interpreters for which there are some."""
    error = BuildFailed(
        name="demo-1.0-wheel",
        derivation=None,
        why="its builder failed",
        log=["the log"],
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
        holders=holders, suite="trixie", nixpkgs=shipped_files(), elsewhere=lambda _name, _version: wheels
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
    _, said = helped(lock, ("header", "yaml.h"), wheels=["3.12", "3.11"])
    assert said.startswith("take Python 3.12, for which it has a wheel: `--python 3.12`, or ")


def test_module_that_python_has_no_more_is_not_required(lock: Lock) -> None:
    details, said = helped(lock, ("python-module", "imp"))
    assert "the module `imp`, which Python does not have any more" in details
    assert "build-requires" not in said
    assert "`--python 3.11`" in said


def test_name_of_a_module_is_no_distribution_to_build(lock: Lock) -> None:
    assert helped(lock, name="sklearn")[1].startswith("the module `sklearn` is in `scikit-learn`: write that")
