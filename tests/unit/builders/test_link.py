"""A built wheel is what was asked for, the same bytes every time, and its libraries are found."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from installer.sources import WheelFile

from snowsnake.builders import elf, link
from snowsnake.builders.elf import Dynamic
from snowsnake.builders.report import BuildError

STORE = "/nix/store/" + "0123456789abcdfghijklmnpqrsvwxyz"[:32]


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("NIX_BUILD_TOP", str(tmp_path))
    python = tmp_path / "python"
    (python / "lib/x").mkdir(parents=True)
    (python / "lib/x/libz.so.1").touch()
    return {
        "name": "demo", "version": "1.0", "file": "demo-1.0.tar.gz", "backend": "b",
        "python": str(python), "native": None, "library-directory": "lib/x",
    }  # fmt: skip


def wheel(
    tmp_path: Path, name: str = "demo-1.0-py3-none-any.whl", *, metadata: str = "Name: demo\nVersion: 1.0\n",
    files: dict[str, bytes] | None = None, backwards: bool = False,
) -> str:  # fmt: skip
    path = tmp_path / name
    content = {
        "demo/__init__.py": b"",
        **(files or {}),
        "demo-1.0.dist-info/METADATA": metadata.encode(),
        "demo-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\n",
        "demo-1.0.dist-info/RECORD": b"",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for key in sorted(content, reverse=backwards):
            archive.writestr(key, content[key])
    return str(path)


def pack(tmp_path: Path, spec: dict[str, Any], path: str, target: str = "out.whl") -> bytes:
    link.pack(path, str(tmp_path / target), spec, link.Finder(spec), {})
    return (tmp_path / target).read_bytes()


def test_order_and_times_of_a_build_do_not_show(tmp_path: Path, spec: dict[str, Any]) -> None:
    one = pack(tmp_path, spec, wheel(tmp_path))
    two = pack(tmp_path, spec, wheel(tmp_path, backwards=True), "two.whl")
    assert one == two


def test_record_lists_what_is_there(tmp_path: Path, spec: dict[str, Any]) -> None:
    pack(tmp_path, spec, wheel(tmp_path, files={"demo/a,b.txt": f"{STORE}-gcc/bin".encode()}))
    with zipfile.ZipFile(tmp_path / "out.whl") as archive:
        (tmp_path / "demo-1.0-py3-none-any.whl").write_bytes((tmp_path / "out.whl").read_bytes())
        with WheelFile.open(tmp_path / "demo-1.0-py3-none-any.whl") as checked:
            checked.validate_record()
        assert b"/nix/store/eeee" in archive.read("demo/a,b.txt")


def test_paths_of_the_build_are_forgotten_and_others_kept() -> None:
    python = "/nix/store/" + "1" * 32 + "-python"
    data = f"{STORE}-gcc/include and {python}/lib".encode()
    forgotten = link.forget(data, [python])
    assert len(forgotten) == len(data)
    assert STORE.encode() not in forgotten
    assert python.encode() in forgotten


@pytest.mark.parametrize(
    ("name", "metadata"),
    [
        ("other-1.0-py3-none-any.whl", "Name: other\nVersion: 1.0\n"),
        ("demo-2.0-py3-none-any.whl", "Name: demo\nVersion: 2.0\n"),
        ("demo-1.0-py3-none-any.whl", "Name: other\nVersion: 1.0\n"),
        ("demo-1.0-py3-none-win_amd64.whl", "Name: demo\nVersion: 1.0\n"),
        ("demo-1.0-cp27-cp27mu-linux_x86_64.whl", "Name: demo\nVersion: 1.0\n"),
    ],
)
def test_the_wrong_wheel(tmp_path: Path, spec: dict[str, Any], name: str, metadata: str) -> None:
    with pytest.raises(BuildError) as caught:
        pack(tmp_path, spec, wheel(tmp_path, name, metadata=metadata))
    assert caught.value.error == "wrong-wheel"
    assert "demo" in caught.value.message


def test_a_version_that_is_not_known_before(tmp_path: Path, spec: dict[str, Any]) -> None:
    pack(tmp_path, spec | {"version": None}, wheel(tmp_path, "demo-7-py3-none-any.whl"))


def test_a_wheel_that_is_none(tmp_path: Path, spec: dict[str, Any]) -> None:
    path = tmp_path / "demo-1.0-py3-none-any.whl"
    path.write_bytes(b"nonsense")
    with pytest.raises(BuildError, match="cannot be read") as caught:
        pack(tmp_path, spec, str(path))
    assert caught.value.error == "bad-backend"


@pytest.mark.parametrize(
    ("one", "two", "equal"),
    [
        ("1.0", "1", True), ("1.0", "1.0.0", True), ("2024.01.05", "2024.1.5", True), ("1.0-alpha1", "1.0a1", True),
        ("1.0-1", "1.0.post1", True), ("1.0+ubuntu_1", "1.0+ubuntu.1", True), ("v1.0rc1", "1.0c1", True),
        ("1!1.0", "1.0", False), ("1.0", "1.0.post0", False), ("1.0.dev0", "1.0", False), ("1.1", "1.10", False),
        ("nonsense", "nonsense", True),
    ],
)  # fmt: skip
def test_equal_versions(one: str, two: str, equal: bool) -> None:
    assert (link.version_key(one) == link.version_key(two)) is equal


# --- libraries ------------------------------------------------------------------------------------------------------


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
    spec["native"] = str(tmp_path / "native")
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


# --- logs -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kind", "name"),
    [
        ("x.c:1:10: fatal error: libpq-fe.h: No such file or directory", "header", "libpq-fe.h"),
        ("x.c:1:10: fatal error: 'sasl/sasl.h' file not found", "header", "sasl/sasl.h"),
        ("x.cc:1:10: fatal error: Eigen/Dense: No such file or directory", "header", "Eigen/Dense"),
        ("/usr/bin/ld: cannot find -lldap: No such file or directory", "library", "ldap"),
        ("sh: 1: pg_config: not found", "program", "pg_config"),
        ("bash: line 1: cmake: command not found", "program", "cmake"),
        ("/usr/bin/env: 'ruby': No such file or directory", "program", "ruby"),
        ("FileNotFoundError: [Errno 2] No such file or directory: 'swig'", "program", "swig"),
        ("make: gfortran: No such file or directory", "program", "gfortran"),
        ("../meson.build:2:0: ERROR: Program 'swig' not found or not executable", "program", "swig"),
        ("ERROR: Unknown compiler(s): [['gfortran'], ['flang']]", "program", "gfortran"),
        ("  No CMAKE_Fortran_COMPILER could be found.", "program", "gfortran"),
        ("Package cairo was not found in the pkg-config search path.", "pkg-config", "cairo"),
        ("Package 'cairo', required by 'virtual:world', not found", "pkg-config", "cairo"),
        ("No package 'libffi' found", "pkg-config", "libffi"),
        (
            '../meson.build:2:0: ERROR: Dependency "cairo" not found, tried pkgconfig and cmake',
            "pkg-config",
            "cairo",
        ),
        ("CMake Error: Could NOT find CURL (missing: CURL_LIBRARY)", "cmake", "CURL"),
        ("ModuleNotFoundError: No module named 'numpy'", "python-module", "numpy"),
        ("curl: (6) Could not resolve host: dl.example.com", "network", "dl.example.com"),
        (
            "requests: HTTPSConnectionPool(host='dl.example.com', port=443): Max retries",
            "network",
            "dl.example.com",
        ),
        (
            "fetching https://a.example.com/x\n<urlopen error Name or service not known>",
            "network",
            "a.example.com",
        ),
        ("error: no matching package named `serde` found", "crate", "serde"),
        ("OSError: [Errno 30] Read-only file system: '/usr/x'", "write", "/usr/x"),
        (
            "error: rustc 1.63.0 is not supported by the following",
            "compiler",
            "rustc 1.63.0 is not supported by the following",
        ),
    ],
)
def test_what_a_log_says_is_missing(line: str, kind: str, name: str) -> None:
    log = f"cc -c x.c\n{line}\nerror: failed\n"
    assert {"kind": kind, "name": name} in link.missing_in(log)


def test_a_log_that_says_nothing() -> None:
    assert link.missing_in("running build\nchecking for stdio.h... yes\nSegmentation fault\n") == []
