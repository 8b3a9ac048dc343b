"""Where an environment's Python finds its C headers."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from typing import Any

import pytest

from snowsnake.builders import headers

NAME = "python3.13"


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(sysconfig, "get_path", lambda _: f"{tmp_path}/python/include/{NAME}")
    (tmp_path / "out/libexec/python").mkdir(parents=True)
    return {"python": f"{tmp_path}/python", "native": f"{tmp_path}/native", "version": "3.13"}


def put(path: Path, *names: str) -> None:
    path.mkdir(parents=True, exist_ok=True)
    for name in names:
        (path / name).write_text(f"{path.parents[1].name} {name}\n")


def found(spec: dict[str, Any], tmp_path: Path) -> Path:
    """Both places, which must agree."""
    headers.show(spec, str(tmp_path / "out/libexec/python/include"))
    directory = headers.directory(spec, str(tmp_path / "out"))
    assert directory is not None
    shown = tmp_path / f"out/libexec/python/include/{NAME}"
    if shown.exists():
        assert {path.name for path in shown.iterdir()} == {path.name for path in Path(directory).iterdir()}
    return Path(directory)


def test_the_interpreters_own_stay_where_they_are(spec: dict[str, Any], tmp_path: Path) -> None:
    put(tmp_path / f"python/include/{NAME}", "Python.h")
    assert headers.directory(spec, str(tmp_path / "out")) is None


def test_those_of_native_packages_are_the_pythons(spec: dict[str, Any], tmp_path: Path) -> None:
    put(tmp_path / f"native/include/{NAME}", "Python.h")
    assert found(spec, tmp_path) == tmp_path / f"native/include/{NAME}"


def test_those_that_the_interpreter_has_itself_are_among_them(spec: dict[str, Any], tmp_path: Path) -> None:
    put(tmp_path / f"native/include/{NAME}", "Python.h", "patchlevel.h")
    put(tmp_path / f"python/include/{NAME}", "pypy_macros.h", "patchlevel.h")
    directory = found(spec, tmp_path)
    assert (directory / "Python.h").read_text() == "native Python.h\n"
    assert (directory / "pypy_macros.h").read_text() == "python pypy_macros.h\n"
    assert (directory / "patchlevel.h").read_text() == "native patchlevel.h\n"


@pytest.mark.parametrize("native", [True, False])
def test_where_there_are_none_a_compiler_is_told_what_to_add(
    native: bool, spec: dict[str, Any], tmp_path: Path
) -> None:
    directory = found(spec if native else {**spec, "native": None}, tmp_path)
    for included_first in ("Python.h", "pyconfig.h"):
        assert "`snowsnake add-native g++ libpython3.13-dev`" in (directory / included_first).read_text()


def test_static_library_of_native_packages_is_where_python_looks(
    spec: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / f"python/lib/{NAME}/config-3.13"
    monkeypatch.setattr(sysconfig, "get_config_var", {"LIBPL": str(own)}.get)
    assert headers.configuration(spec) is None
    put(tmp_path / f"native/lib/{NAME}/config-3.13", "libpython3.13.a")
    assert headers.configuration(spec) == f"{tmp_path}/native/lib/{NAME}/config-3.13"
    assert headers.configuration({**spec, "native": None}) is None
    put(own, "libpython3.13.a")
    assert headers.configuration(spec) is None
