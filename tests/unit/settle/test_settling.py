"""What a lock says of nixpkgs: distributions that are its own, and what has that a build wants."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.unit.lockfile.conftest import TARGET, deb

from snowsnake.acquire import Acquire
from snowsnake.configuration import Configuration
from snowsnake.events import ignore
from snowsnake.lockfile.model import DirectoryArtifact, Lock, LockedPackage, Tree
from snowsnake.provide.holder import Holder
from snowsnake.provide.interface import Base, Need, PinnedPython, Provisions, SeedPlan, Toolchain
from snowsnake.provide.nixpkgs.files import files_of
from snowsnake.requirements import read_inputs
from snowsnake.resolve import ResolveOptions, Selected
from snowsnake.settle import Settling
from snowsnake.settle.ground import Ground, Settled
from snowsnake.targets import Target

GCC = "gcc-14_14.2.0-19_amd64.deb"
HELD: Mapping[str, str] = {
    "snow.h": "libsnow-dev",
    "snow/flake.h": "libsnow-dev",
    "ice.h": "libice-dev",
    "unknown.h": "libunknown-dev",
}
"""Which Debian package has a header."""
NIXPKGS = {
    ("snow-1.0-dev", "snow", "dev", True): ("include/snow.h",),
    ("ice-1.0-dev", "ice", "dev", True): ("include/ice.h",),
}


class Shelf:
    """A base that has headers, and a compiler for them."""

    def provide(
        self, target: Target, needs: Collection[Need], *, bundled: Collection[str] = ()
    ) -> Provisions:
        assert (str(target), bundled) == (TARGET, ())
        return Provisions(found={}, missing=tuple(sorted(needs)))

    def holders(self, target: Target, kind: str, name: str) -> list[Holder]:
        assert str(target) == TARGET
        package = HELD.get(name) if kind == "header" else None
        return [Holder(package=package, path=f"include/{name}", directory="")] if package else []

    def depends(self, target: Target, package: str) -> Collection[str]:
        assert (str(target), bool(package)) == (TARGET, True)
        return ()

    def toolchain(self, target: Target, packages: Collection[str]) -> Toolchain:
        assert str(target) == TARGET
        assert set(packages) <= set(HELD.values())
        return Toolchain(compilers=Tree(debs=(GCC,)), extra=None, native=None, artifacts={GCC: deb(GCC, "7")})


@pytest.fixture
def ground(lock: Lock, tmp_path: Path, nix_index: Callable[[Any], Path]) -> Ground:
    target = lock.targets[TARGET]
    plan = SeedPlan(loader="usr/lib/ld.so", python="usr/bin/python3", library_path=("usr/lib",), debs=())
    pinned = PinnedPython(python=target.python, suite="trixie", seed=plan, artifacts={})
    files = files_of(nix_index(NIXPKGS), tmp_path / "cache")
    return Ground(pinned=pinned, seed=target.seed, tools={}, directory=tmp_path, nixpkgs=files)


Settle = Callable[..., LockedPackage]


@pytest.fixture
def settle(tmp_path: Path, ground: Ground) -> Settle:
    """Settle the package of a project; what it includes, and its settings."""

    def run(*headers: str, settings: str = "") -> LockedPackage:
        (tmp_path / "pyproject.toml").write_text(
            '[project]\nname = "Typing_Extensions"\nversion = "1"\n'
            '[build-system]\nrequires = []\nbuild-backend = "setuptools.build_meta"\n'
            f"{settings}"
        )
        (tmp_path / "setup.py").write_text(
            "from setuptools import Extension, setup\nsetup(ext_modules=[Extension('x', ['x.c'])])\n"
        )
        (tmp_path / "x.c").write_text("".join(f"#include <{header}>\n" for header in headers))
        configuration = Configuration.from_environment({"HOME": str(tmp_path)}, offline=True)
        inputs = read_inputs(tmp_path)
        base: Base = Shelf()  # type: ignore[assignment]  # as much of a base as is asked here
        settling = Settling(
            inputs=inputs,
            base=base,
            acquire=Acquire.of(configuration, inputs, ignore),
            build_options=ResolveOptions(offline=True, cache=configuration.cache),
            grounds=lambda: [ground],
        )
        selected = Selected(
            name="typing-extensions",
            version="1",
            artifact=DirectoryArtifact(file="."),
            subdirectory="",
            required_by=(),
        )
        (package,) = settling.packages(ground, [selected], Settled())
        return package

    return run


def attributes(package: LockedPackage) -> dict[str, str | None]:
    return {need.name: need.nixpkgs for need in package.needs}


def test_a_build_need_has_the_attribute_that_has_the_file(settle: Settle) -> None:
    assert attributes(settle("snow.h", "ice.h")) == {"snow.h": "snow.dev", "ice.h": "ice.dev"}


def test_what_no_table_knows_is_where_the_rest_of_its_debian_package_is(settle: Settle) -> None:
    package = settle("snow.h", "snow/flake.h", "ice.h")
    assert attributes(package) == {"snow.h": "snow.dev", "snow/flake.h": "snow.dev", "ice.h": "ice.dev"}


def test_what_nobody_knows_anything_of_has_none(settle: Settle) -> None:
    assert attributes(settle("snow.h", "unknown.h")) == {"snow.h": "snow.dev", "unknown.h": None}
    assert attributes(settle("snow/flake.h")) == {"snow/flake.h": None}


def test_what_the_user_wants_of_nixpkgs_is_locked_by_its_attribute(settle: Settle) -> None:
    wanted = settle(settings='[tool.snowsnake.packages.typing-extensions]\nsource = "nixpkgs"\n')
    assert wanted.nixpkgs == "typing-extensions"
    # All else is as for any other: on the Debian base it is built.
    plain = settle()
    assert plain.nixpkgs is None
    assert replace(wanted, nixpkgs=None) == plain


def test_what_the_user_wants_of_others_changes_nothing(settle: Settle) -> None:
    settings = '[tool.snowsnake.packages.other]\nsource = "nixpkgs"\n'
    settings += '[tool.snowsnake.packages.typing-extensions]\nsource = "sdist"\n'
    assert settle(settings=settings).nixpkgs is None
