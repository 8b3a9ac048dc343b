"""Installing a wheel into a store path."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from snowsnake.builders import install
from snowsnake.builders.report import BuildError

SITE = "lib/python3.13/site-packages"
Install = Callable[..., Path]

WHEEL = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def write_wheel(path: Path, files: dict[str, bytes], *, record: str | None = None) -> Path:
    info = "demo-1.0.dist-info"
    files = {**files, f"{info}/WHEEL": WHEEL.encode(), f"{info}/METADATA": b"Name: demo\nVersion: 1.0\n"}
    rows = [
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},{len(data)}"
        for name, data in files.items()
    ]
    files[f"{info}/RECORD"] = (
        record if record is not None else "\n".join([*rows, f"{info}/RECORD,,"]) + "\n"
    ).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    def start(files: dict[str, bytes], *, record: str | None = None, patches: object = None) -> Path:
        wheel = write_wheel(tmp_path / "0123-demo-1.0-py3-none-any.whl", files, record=record)
        return start_on(wheel, patches)

    def start_on(wheel: Path, patches: object = None) -> Path:
        spec = {
            "file": "demo-1.0-py3-none-any.whl",
            "wheel": str(wheel),
            "site-packages": SITE,
            "patches": patches or {},
            "trees": {},
            "run-path": None,
            "loader": None,
            "patchelf": None,
        }
        (tmp_path / "spec").write_text(json.dumps(spec))
        monkeypatch.setenv("specPath", str(tmp_path / "spec"))
        monkeypatch.setenv("out", str(tmp_path / "out"))
        install.main()
        return tmp_path / "out"

    return start


def test_files_scripts_data_and_headers_have_their_place(run: Install) -> None:
    out = run(
        {
            "demo/__init__.py": b"x = 1\n",
            "demo-1.0.data/scripts/old": b"#!python\nprint(1)\n",
            "demo-1.0.data/data/share/demo/file": b"data",
            "demo-1.0.data/headers/demo.h": b"/* */",
            "demo-1.0.dist-info/entry_points.txt": b"[console_scripts]\ndemo = demo:main\n",
        }
    )
    assert (out / SITE / "demo/__init__.py").read_text() == "x = 1\n"
    for name in ("old", "demo"):
        assert (out / "bin" / name).read_text().startswith("#!/snowsnake/environment/bin/python\n")
        assert (out / "bin" / name).stat().st_mode & 0o111
    assert (out / "share/demo/file").read_text() == "data"
    assert (out / "include/site/python3.13/demo/demo.h").exists()
    assert (out / SITE / "demo-1.0.dist-info/INSTALLER").read_text() == "snowsnake\n"
    record = (out / SITE / "demo-1.0.dist-info/RECORD").read_text()
    assert "../../../bin/demo,," in record
    assert "../../../share/demo/file,sha256=" in record


def test_bytecode_is_never_checked_against_the_source(run: Install) -> None:
    out = run({"demo/__init__.py": b"x = 1\n"})
    pyc = Path(importlib.util.cache_from_source(str(out / SITE / "demo/__init__.py"))).read_bytes()
    assert pyc[4:8] == b"\x01\0\0\0"
    assert str(out).encode() not in pyc


def test_a_syntax_error_is_left_uncompiled(run: Install) -> None:
    out = run({"demo/template.py": b"{{ no python }\n"})
    assert (out / SITE / "demo/template.py").exists()
    assert not (out / SITE / "demo/__pycache__").exists()


@pytest.mark.parametrize(
    "name", ["../evil.py", "/evil.py", "demo/../../evil.py", "demo\\evil.py", "./evil.py"]
)
def test_members_that_lead_out_are_refused(run: Install, name: str, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="leads out"):
        run({name: b""})
    assert not (tmp_path / "evil.py").exists()


def test_a_symbolic_link_is_refused(run: Install, tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path / "a.whl", {})
    link = zipfile.ZipInfo("demo/link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with zipfile.ZipFile(wheel) as archive, pytest.raises(BuildError, match="symbolic link"):
        install.LockedWheel(archive, "demo-1.0-py3-none-any.whl").check()


def test_contents_that_record_does_not_have_are_refused(run: Install) -> None:
    empty = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0"
    info = "demo-1.0.dist-info"
    rows = ["demo.py", f"{info}/WHEEL", f"{info}/METADATA"]
    record = "".join(f"{row},{empty}\n" for row in rows) + f"{info}/RECORD,,\n"
    with pytest.raises(BuildError, match="not what RECORD says"):
        run({"demo.py": b"changed"}, record=record)


def test_files_that_record_does_not_list_are_refused(run: Install) -> None:
    with pytest.raises(BuildError, match="RECORD"):
        run({"demo.py": b""}, record="demo-1.0.dist-info/RECORD,,\n")


def test_an_entry_point_cannot_leave_bin(run: Install, tmp_path: Path) -> None:
    with pytest.raises(BuildError) as caught:
        run({"demo-1.0.dist-info/entry_points.txt": b"[console_scripts]\n../../evil = demo:main\n"})
    assert caught.value.error == "bad-wheel"
    assert not (tmp_path / "evil").exists()


def test_a_patch_of_a_missing_file_is_an_error(run: Install) -> None:
    with pytest.raises(BuildError, match="does not hold"):
        run({}, patches={"demo/x.so": {"runpath": [], "interpreter": False}})


def test_a_file_that_is_no_wheel(tmp_path: Path, run: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    run({})
    (tmp_path / "0123-demo-1.0-py3-none-any.whl").write_bytes(b"PK truncated")
    monkeypatch.setenv("out", str(tmp_path / "again"))
    with pytest.raises(BuildError, match="not a wheel"):
        install.main()
