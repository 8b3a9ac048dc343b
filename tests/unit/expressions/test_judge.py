"""When an expression is built for a check, and what is said when it is not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from snowsnake.expressions.judge import Judge
from snowsnake.expressions.model import FromDirectory, Meta, PackageExpression
from snowsnake.nix.command import Nix
from snowsnake.nix.errors import BuildFailed, SandboxUnavailable

PACKAGE = PackageExpression(
    attribute="demo",
    pname="demo",
    version="1",
    application=False,
    source=FromDirectory(path="./demo"),
    subdirectory="",
    disabled=None,
    wheel=False,
    build_system=(),
    rust="no",
    cargo_root=None,
    native_build_inputs=(),
    build_inputs=(),
    dependencies=(),
    optional_dependencies={},
    check_inputs=(),
    tested=False,
    imports_check=(),
    meta=Meta(description="", homepage=None, changelog=None, licences=("mit",), main_program=None),
)


class Told(Nix):
    """A Nix that is told what is missing, and what a build sees."""

    def __init__(self, *, missing: int, seen: list[str], sandbox: bool = True) -> None:
        super().__init__(sandbox=sandbox)
        self._missing = missing
        self._seen = seen
        self.realised: list[str] = []

    def instantiate(self, file: Path, args: Mapping[str, str], *, attribute: str | None = None) -> str:  # noqa: ARG002
        return f"/nix/store/{attribute}.drv"

    def missing(self, *derivations: str) -> tuple[str, ...]:  # noqa: ARG002
        return tuple(f"one-{number}" for number in range(self._missing))

    def realise(  # type: ignore[override]  # no more is asked for
        self, derivation: str
    ) -> str:
        self.realised.append(derivation)
        if self._seen and derivation == "/nix/store/probe.drv":
            raise BuildFailed(
                name="snowsnake-sandbox",
                derivation=derivation,
                why="failed",
                log=(),
                builder_error={"error": "sandbox", "seen": self._seen},
            )
        return "/nix/store/demo-1-dist\n/nix/store/demo-1"


def build(nix: Told) -> str:
    return Judge(nix=nix, nixpkgs="/nowhere").build([PACKAGE], ["/nix/store/demo.drv"], Path("/folder"))


def test_the_sandbox_is_tried_before_anything_is_built() -> None:
    nix = Told(missing=2, seen=[])
    assert build(nix) == "built: `/nix/store/demo-1`"
    assert nix.realised == ["/nix/store/probe.drv", "/nix/store/demo.drv"]


def test_nothing_is_built_where_builds_see_the_machine() -> None:
    nix = Told(missing=2, seen=["the files of this machine"])
    with pytest.raises(SandboxUnavailable, match="builds see the files of this machine"):
        build(nix)
    assert nix.realised == ["/nix/store/probe.drv"]


def test_who_wants_no_sandbox_gets_none() -> None:
    nix = Told(missing=2, seen=["the files of this machine"], sandbox=False)
    assert build(nix) == "built: `/nix/store/demo-1`"


def test_a_nixpkgs_without_a_binary_cache_is_not_built() -> None:
    nix = Told(missing=300, seen=[])
    assert build(nix).startswith("not built: 300 derivations of that nixpkgs would be built first")
    assert nix.realised == []
