"""A built wheel is what was asked for, and the same bytes every time."""

from __future__ import annotations

import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from installer.sources import WheelFile

from snowsnake.builders import normal
from snowsnake.builders.link import Finder
from snowsnake.builders.report import BuildError

STORE = "/nix/store/" + "0123456789abcdfghijklmnpqrsvwxyz"[:32]


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
    normal.pack(path, str(tmp_path / target), spec, Finder(spec), {})
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
    whole = b"".join(normal.forget([data], [python]))
    assert len(whole) == len(data)
    assert STORE.encode() not in whole
    assert python.encode() in whole
    for size in (1, 7, 43, 44, 45):  # wherever a piece ends
        pieces = [data[start : start + size] for start in range(0, len(data), size)]
        assert b"".join(normal.forget(pieces, [python])) == whole


def test_a_large_member_is_not_held(tmp_path: Path, spec: dict[str, Any]) -> None:
    size = 64 << 20
    path = wheel(tmp_path, files={"demo/large": bytes(size)})
    tracemalloc.start()
    try:
        pack_to = tmp_path / "out.whl"
        normal.pack(path, str(pack_to), spec, Finder(spec), {})
        assert tracemalloc.get_traced_memory()[1] < size // 4
    finally:
        tracemalloc.stop()
    with zipfile.ZipFile(pack_to) as archive:
        assert archive.getinfo("demo/large").file_size == size


def test_metadata_of_many_bytes_are_refused(
    tmp_path: Path, spec: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(normal, "_LARGEST_METADATA", 100)
    with pytest.raises(BuildError, match="whose METADATA has") as caught:
        pack(tmp_path, spec, wheel(tmp_path, metadata="Name: demo\nVersion: 1.0\n" + "X: y\n" * 100))
    assert caught.value.error == "bad-backend"


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


FINAL = "Metadata-Version: 2.2\nName: demo\nVersion: 1.0\n"


@pytest.mark.parametrize(
    ("claims", "hidden"),
    [
        (FINAL, ["snow-flake"]),
        (FINAL + "Requires-Dist: Snow.Flake[ice]\n", []),
        (FINAL + "Requires-Dist: snow\n", ["snow-flake"]),
        (FINAL + "Dynamic: Requires-Dist\n", []),
        (FINAL.replace("2.2", "2.1"), []),
        ("nonsense", []),
        (None, []),
    ],
)
def test_what_pkg_info_passes_over(
    tmp_path: Path, spec: dict[str, Any], claims: str | None, hidden: list[str]
) -> None:
    path = wheel(
        tmp_path, metadata="Name: demo\nVersion: 1.0\nRequires-Dist: snow_flake (>=1) ; extra == 'x'\n"
    )
    given = None if claims is None else claims.encode()
    if not hidden:
        normal.check_requires(path, given, spec)
        return
    with pytest.raises(BuildError, match="requires `snow-flake`, and its PKG-INFO") as caught:
        normal.check_requires(path, given, spec)
    assert caught.value.facts["found"] == hidden


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
    assert (normal.version_key(one) == normal.version_key(two)) is equal
