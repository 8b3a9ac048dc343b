"""Installing a wheel into a store path."""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib.util
import io
import json
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.analyse.conftest import write_elf

from snowsnake.builders import install
from snowsnake.builders.report import BuildError

SITE = "lib/python3.13/site-packages"
Install = Callable[..., Path]

WHEEL = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def write_wheel(
    path: Path,
    files: dict[str, bytes],
    *,
    record: str | None = None,
    last: str = "",
    method: int = zipfile.ZIP_STORED,
) -> Path:
    info = "demo-1.0.dist-info"
    files = {**files, f"{info}/WHEEL": WHEEL.encode(), f"{info}/METADATA": b"Name: demo\nVersion: 1.0\n"}
    rows = [
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},{len(data)}"
        for name, data in files.items()
    ]
    files[f"{info}/RECORD"] = (
        record if record is not None else "\n".join([*rows, f"{info}/RECORD,,"]) + "\n"
    ).encode()
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in sorted(files.items(), key=lambda item: item[0] == last):
            archive.writestr(name, data)
    return path


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    def start(
        files: dict[str, bytes],
        *,
        record: str | None = None,
        last: str = "",
        method: int = zipfile.ZIP_STORED,
        patches: object = None,
        out: str = "out",
        measured: bool = False,
        **more: object,
    ) -> Path:
        path = tmp_path / "0123-demo-1.0-py3-none-any.whl"
        wheel = write_wheel(path, files, record=record, last=last, method=method)
        if measured:
            tracemalloc.start()
        return start_on(wheel, patches, out, more)

    def start_on(wheel: Path, patches: object, out: str, more: dict[str, object]) -> Path:
        spec = {
            "file": "demo-1.0-py3-none-any.whl",
            "wheel": str(wheel),
            "site-packages": SITE,
            "patches": patches or {},
            "trees": {},
            "run-path": None,
            "loader": None,
            "patchelf": None,
            **more,
        }
        (tmp_path / "spec").write_text(json.dumps(spec))
        monkeypatch.setenv("specPath", str(tmp_path / "spec"))
        monkeypatch.setenv("out", str(tmp_path / out))
        install.main()
        return tmp_path / out

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


@pytest.mark.parametrize(
    ("first", "is_replaced"),
    [
        (b"#!/usr/bin/python3", True),
        (b"#! /usr/bin/env python", True),
        (b"#!/usr/local/bin/python\r", True),
        (b"#!/usr/bin/python3 -I", False),
        (b"#!/usr/bin/env python2", False),
        (b"#!/usr/bin/env python3-config", False),
    ],
)
def test_script_that_means_python_starts_the_environments(
    run: Install, first: bytes, is_replaced: bool
) -> None:
    out = run({"demo-1.0.data/scripts/tool": first + b"\nprint(1)\n", "demo/tool": first + b"\n"})
    line = b"#!/snowsnake/environment/bin/python" if is_replaced else first
    assert (out / "bin/tool").read_bytes() == line + b"\nprint(1)\n"
    assert (out / SITE / "demo/tool").read_bytes() == first + b"\n"


def test_what_it_brings_along_is_where_setup_hooks_of_nixpkgs_look(run: Install) -> None:
    out = run({"demo.py": b""}, propagated=["/nix/store/0-a", "/nix/store/0-b"])
    assert (out / "nix-support/propagated-build-inputs").read_text() == "/nix/store/0-a /nix/store/0-b\n"


def test_what_brings_nothing_along_has_no_such_place(run: Install) -> None:
    assert not (run({"demo.py": b""}) / "nix-support").exists()


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
        install.LockedWheel(archive, "demo-1.0-py3-none-any.whl").check(wheel.stat().st_size)


def test_a_member_that_says_it_is_longer_than_the_wheel_is_refused(run: Install, tmp_path: Path) -> None:
    run({})
    wheel = tmp_path / "0123-demo-1.0-py3-none-any.whl"
    data = bytearray(wheel.read_bytes())
    at = data.index(b"PK\1\2") + 20  # how long it is compressed, in the central directory
    data[at : at + 4] = (3_707_764_749).to_bytes(4, "little")
    with zipfile.ZipFile(io.BytesIO(data)) as archive, pytest.raises(BuildError, match="more bytes than all"):
        install.LockedWheel(archive, "demo-1.0-py3-none-any.whl").check(len(data))


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


def test_an_entry_point_longer_than_a_file_name_is_named(run: Install) -> None:
    points = f"[console_scripts]\n{'x' * 300} = demo:main\n".encode()
    with pytest.raises(BuildError, match=r"`demo-1\.0-py3-none-any\.whl` has an entry point `xxx"):
        run({"demo-1.0.dist-info/entry_points.txt": points})


def test_an_entry_point_wins_over_a_script_of_its_name(run: Install) -> None:
    out = run(
        {
            "demo.py": b"main = print\n",
            "demo-1.0.data/scripts/demo": b"#!python\nprint('script')\n",
            "demo-1.0.dist-info/entry_points.txt": b"[console_scripts]\ndemo = demo:main\n",
        }
    )
    assert "from demo import main" in (out / "bin/demo").read_text()
    record = (out / SITE / "demo-1.0.dist-info/RECORD").read_text()
    assert record.count("bin/demo,") == 1


@pytest.mark.parametrize("row", ["demo.py," + "x" * 200_000 + ",0", "demo.py,sha256=x," + "9" * 5000])
def test_a_record_that_cannot_be_read_is_named(run: Install, row: str) -> None:
    with pytest.raises(BuildError, match=r"`demo-1\.0-py3-none-any\.whl`"):
        run({"demo.py": b""}, record=f"{row}\ndemo-1.0.dist-info/RECORD,,\n")


def test_scripts_that_pip_takes_are_made(run: Install) -> None:
    points = b"[console_scripts]\nx = demo:one\nx = demo:main\n[a.b]\n%(y)s = %z\n[console_scripts]\ny = demo:main\n"
    out = run({"demo.py": b"main = print\n", "demo-1.0.dist-info/entry_points.txt": points})
    for name in ("x", "y"):
        assert "from demo import main" in (out / "bin" / name).read_text()
    assert (out / SITE / "demo-1.0.dist-info/entry_points.txt").read_bytes() == points


def _hexadecimal(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _base64(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


@pytest.mark.parametrize("written", [_hexadecimal, _base64])
def test_hashes_as_other_tools_write_them_are_hashes(run: Install, written: Callable[[bytes], str]) -> None:
    info = "demo-1.0.dist-info"
    files = {
        "demo.py": b"x = 1\n",
        f"{info}/WHEEL": WHEEL.encode(),
        f"{info}/METADATA": b"Name: demo\nVersion: 1.0\n",
    }
    rows = [f"{name},sha256={written(data)},{len(data)}" for name, data in files.items()]
    out = run({"demo.py": b"x = 1\n"}, record="\n".join([*rows, f"{info}/RECORD,,"]) + "\n")
    check_record(out)
    with pytest.raises(BuildError, match="not what RECORD says"):
        run({"demo.py": b"x = 2\n"}, record="\n".join([*rows, f"{info}/RECORD,,"]) + "\n", out="again")


def test_a_library_that_was_patched_after_record_was_written_is_taken(
    run: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    info = "demo-1.0.dist-info"
    files = {f"{info}/WHEEL": WHEEL.encode(), f"{info}/METADATA": b"Name: demo\nVersion: 1.0\n"}
    files["demo.libs/x.so"] = b"what it was"
    rows = [f"{name},sha256={_base64(data)},{len(data)}" for name, data in files.items()]
    library = Path(sys.executable).read_bytes()
    out = run({"demo.libs/x.so": library}, record="\n".join([*rows, f"{info}/RECORD,,"]) + "\n")
    assert (out / SITE / "demo.libs/x.so").exists()
    check_record(out)
    assert "holds `demo.libs/x.so`, which is not what RECORD says: taken" in capsys.readouterr().err


def check_record(out: Path) -> None:
    """See that every hash of an installed RECORD is that of its file."""
    record = out / SITE / "demo-1.0.dist-info/RECORD"
    rows = [row for row in csv.reader(record.read_text().splitlines()) if row[1]]
    assert rows
    for path, hash_, size in rows:
        data = (out / SITE / path).read_bytes()
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        assert (hash_, size) == (f"sha256={digest}", str(len(data))), path


def test_record_is_true_wherever_it_is_in_the_wheel(run: Install, tmp_path: Path) -> None:
    """What comes after RECORD is not what INSTALLER is hashed as."""
    out = run({"demo.py": b"x = 1\n"}, last="demo.py")
    check_record(out)


def test_a_member_is_streamed_and_not_held(run: Install) -> None:
    out = run({"demo/data.bin": bytes(96 << 20)}, method=zipfile.ZIP_DEFLATED, measured=True)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (out / SITE / "demo/data.bin").stat().st_size == 96 << 20
    assert peak < 48 << 20


def test_a_patch_of_a_missing_file_is_an_error(run: Install) -> None:
    with pytest.raises(BuildError, match="does not hold"):
        run({}, patches={"demo/x.so": {"runpath": [], "interpreter": False}})


def test_a_file_that_is_no_wheel(tmp_path: Path, run: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    run({})
    (tmp_path / "0123-demo-1.0-py3-none-any.whl").write_bytes(b"PK truncated")
    monkeypatch.setenv("out", str(tmp_path / "again"))
    with pytest.raises(BuildError, match="not a wheel"):
        install.main()


class TestRunPath:
    """The base's run path, for what the lock says nothing of."""

    @pytest.fixture
    def patching(self, tmp_path: Path) -> dict[str, object]:
        """Instructions with a tree of libraries, and a `patchelf` that notes what it is asked."""
        (tmp_path / "native/lib/x").mkdir(parents=True)
        for name in ("libz.so.1", "libc.so.6", "libm.so.6"):
            (tmp_path / "native/lib/x" / name).symlink_to(f"/nix/store/0-it/lib/{name}")
        patchelf = tmp_path / "patchelf"
        patchelf.write_text(
            f'#!/bin/sh\necho "$*" >> {tmp_path}/patched\nfor file; do :; done\nprintf x >> "$file"\n'
        )
        patchelf.chmod(0o755)
        trees = {"native": str(tmp_path / "native"), "python": str(tmp_path / "python")}
        return {"run-path": "native:lib/x", "patchelf": str(patchelf), "trees": trees, "loader": "/loader"}

    @pytest.fixture
    def patched(self, tmp_path: Path) -> Callable[[], list[str]]:
        """What was asked of it, a line for each file."""

        def read() -> list[str]:
            notes = tmp_path / "patched"
            return notes.read_text().splitlines() if notes.exists() else []

        return read

    @pytest.mark.parametrize(
        "name", ["demo/_x.cpython-313-x86_64-linux-gnu.so", "demo.libs/libx-1a2b.so.1.2"]
    )
    def test_a_library_finds_what_it_links(
        self,
        run: Install,
        patching: dict[str, object],
        patched: Callable[[], list[str]],
        name: str,
        tmp_path: Path,
    ) -> None:
        out = run({name: write_elf(["libc.so.6", "libz.so.1"])}, **patching)
        assert patched() == [f"--force-rpath --set-rpath {tmp_path}/native/lib/x {out / SITE / name}"]

    def test_what_it_says_of_its_own_place_stays_and_comes_first(
        self, run: Install, patching: dict[str, object], patched: Callable[[], list[str]], tmp_path: Path
    ) -> None:
        run({"demo/x.so": write_elf(["libz.so.1"], runpath="$ORIGIN/../demo.libs:/usr/lib")}, **patching)
        (line,) = patched()
        assert line.split()[2] == f"$ORIGIN/../demo.libs:{tmp_path}/native/lib/x"

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("demo/x.so", write_elf(["libother.so.1"])),  # the tree has nothing of it
            ("demo/x.so", write_elf(["libm.so.6", "libc.so.6"])),
            ("demo/x.so", write_elf()),
            ("demo/x.so", b"INPUT(libz.so.1)"),
            ("demo/x.so", b""),
            ("demo/x.so.py", b"x = 1"),
            ("demo/x.sound", write_elf(["libz.so.1"])),
            ("demo/tool", write_elf(["libz.so.1"])),
        ],
        ids=["others", "loader", "nothing", "script", "empty", "module", "sound", "program"],
    )
    def test_other_files_stay_as_they_are(
        self,
        run: Install,
        patching: dict[str, object],
        patched: Callable[[], list[str]],
        name: str,
        content: bytes,
    ) -> None:
        out = run({name: content}, **patching)
        assert patched() == []
        assert (out / SITE / name).read_bytes() == content

    def test_a_base_without_one_patches_nothing(
        self, run: Install, patching: dict[str, object], patched: Callable[[], list[str]]
    ) -> None:
        run({"demo/x.so": write_elf(["libz.so.1"])}, **{**patching, "run-path": None})
        assert patched() == []

    def test_what_the_lock_says_wins(
        self, run: Install, patching: dict[str, object], patched: Callable[[], list[str]], tmp_path: Path
    ) -> None:
        patches = {"demo/x.so": {"runpath": ["python:lib/y"], "interpreter": False}}
        run({"demo/x.so": write_elf(["libz.so.1"])}, patches=patches, **patching)
        (line,) = patched()
        assert line.split()[2] == f"{tmp_path}/python/lib/y"

    def test_record_says_what_is_there_afterwards(self, run: Install, patching: dict[str, object]) -> None:
        data = write_elf(["libz.so.1"])
        out = run({"demo/x.so": data}, **patching)
        (row,) = [line for line in _record(out) if line.startswith("demo/x.so,")]
        data = (out / SITE / "demo/x.so").read_bytes()
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        assert row == f"demo/x.so,sha256={digest},{len(data)}"


def _record(out: Path) -> list[str]:
    return (out / SITE / "demo-1.0.dist-info/RECORD").read_text().splitlines()


class TestScriptsStart:
    """What scripts start with where they are in no environment of ours."""

    FILES: dict[str, bytes] = {  # noqa: RUF012 -- never changed
        "demo-1.0.data/scripts/old": b"#!python\nprint(1)\n",
        "demo-1.0.data/scripts/windowed": b"#!pythonw -E\nprint(1)\n",
        "demo-1.0.data/scripts/shell": b"#!/bin/sh\n",
        "demo-1.0.dist-info/entry_points.txt": b"[console_scripts]\ndemo = demo:main\n",
    }
    PYTHON = "/nix/store/0-python3/bin/python3.13"

    def test_every_script_starts_the_python_that_is_named(self, run: Install) -> None:
        out = run(self.FILES, **{"scripts-start": self.PYTHON})
        first = {path.name: path.read_text().splitlines()[0] for path in (out / "bin").iterdir()}
        assert first == {
            "old": f"#!{self.PYTHON}",
            "windowed": f"#!{self.PYTHON}",
            "demo": f"#!{self.PYTHON}",
            "shell": "#!/bin/sh",
        }
        assert all(path.stat().st_mode & 0o111 for path in (out / "bin").iterdir())

    def test_nobody_changes_them_again_so_their_hashes_are_recorded(self, run: Install) -> None:
        def hashes(out: Path) -> dict[str, str]:
            return {row.split(",")[0]: row.split(",")[1] for row in _record(out) if "/bin/" in row}

        data = run(self.FILES, **{"scripts-start": self.PYTHON})
        for path, digest in hashes(data).items():
            script = (data / SITE / path).resolve().read_bytes()
            expected = base64.urlsafe_b64encode(hashlib.sha256(script).digest()).rstrip(b"=").decode()
            assert digest == f"sha256={expected}", path

    def test_without_one_it_is_the_environments_and_has_no_hash_yet(self, run: Install) -> None:
        out = run(self.FILES)
        assert (out / "bin/demo").read_text().startswith("#!/snowsnake/environment/bin/python\n")
        assert "../../../bin/demo,," in _record(out)
