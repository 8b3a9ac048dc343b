"""The libraries of a built wheel are found where it will run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from snowsnake.builders import elf, link
from snowsnake.builders.elf import Dynamic
from snowsnake.builders.report import BuildError


def patch(
    spec: dict[str, Any], monkeypatch: pytest.MonkeyPatch, needed: list[str], *,
    rpath: tuple[str, ...] = (), program: bool = False, name: str = "demo/_x.so", names: tuple[str, ...] = (),
) -> link.Patch | None:  # fmt: skip

    dynamic = Dynamic(tuple(needed), rpath, "/lib64/ld-linux-x86-64.so.2" if program else None)
    monkeypatch.setattr(elf, "read", lambda _: dynamic)
    return link.Finder(spec).patch_of("x", name, frozenset(names))


def test_what_the_interpreter_has_needs_no_change(
    spec: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert patch(spec, monkeypatch, ["libz.so.1", "libc.so.6", "ld-linux-x86-64.so.2"]) is None


def test_a_native_library_gets_its_directory(
    spec: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "native/lib/x/blas").mkdir(parents=True)
    (tmp_path / "native/lib/x/blas/libblas.so.3").touch()
    spec["trees"]["native"] = str(tmp_path / "native")
    found = patch(spec, monkeypatch, ["libblas.so.3"], rpath=("/build/lib",))
    assert found == {"runpath": ["native:lib/x/blas"], "interpreter": False}


def test_a_directory_of_the_build_is_dropped(spec: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    found = patch(spec, monkeypatch, ["libz.so.1"], rpath=("/build/lib",))
    assert found == {"runpath": ["python:lib/x"], "interpreter": False}


def test_a_program_gets_a_loader_and_libc(spec: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    found = patch(spec, monkeypatch, ["libc.so.6"], program=True)
    assert found == {"runpath": ["python:lib/x"], "interpreter": True}


def test_libraries_of_the_wheel_itself(spec: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("demo/_x.so", "demo-1.0.data/platlib/demo.libs/libown.so.1")
    assert patch(spec, monkeypatch, ["libown.so.1"], rpath=("$ORIGIN/../demo.libs",), names=names) is None
    found = patch(spec, monkeypatch, ["libown.so.1"], names=names)
    assert found == {"runpath": ["$ORIGIN/../demo.libs"], "interpreter": False}


def test_a_library_that_nobody_has(spec: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BuildError) as caught:
        patch(spec, monkeypatch, ["libpq.so.5"])
    assert caught.value.error == "missing-library"
    assert caught.value.facts["library"] == "libpq.so.5"
    assert caught.value.facts["member"] == "demo/_x.so"
