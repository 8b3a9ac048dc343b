"""Archives that must not be unpacked are refused before anything is looked at."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from snowsnake.analyse.source import BadSource, read_source

SHA256 = "0" * 64
Members = list[tuple[tarfile.TarInfo, bytes]]


def member(
    name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = ""
) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(data), kind, link
    return info, data


PROJECT = [
    member(
        "x-1/pyproject.toml", b'[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.api"\n'
    )
]


def tar(path: Path, members: Members, compress: Callable[[bytes], bytes] = gzip.compress) -> Path:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    path.write_bytes(compress(data.getvalue()))
    return path


@pytest.mark.parametrize(
    ("name", "compress"),
    [
        ("x-1.tar.gz", gzip.compress),
        ("x-1.tgz", gzip.compress),
        ("x-1.tar.bz2", bz2.compress),
        ("x-1.tar.xz", lzma.compress),
        ("x-1.tar", bytes),
    ],
)
def test_every_kind_of_archive(tmp_path: Path, name: str, compress: Callable[[bytes], bytes]) -> None:
    report = read_source(tar(tmp_path / name, PROJECT, compress), SHA256)
    assert (report.file, report.backend, report.requires) == (name, "flit_core.api", ("flit_core",))


def test_zip(tmp_path: Path) -> None:
    path = tmp_path / "x-1.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x-1/setup.py", "")
    assert read_source(path, SHA256).requires is None


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (member("../x"), "leads out"),
        (member("x-1/../../x"), "leads out"),
        (member("/etc/x"), "absolute"),
        (member("x-1/l", kind=tarfile.SYMTYPE, link="/etc/passwd"), "leads out"),
        (member("x-1/l", kind=tarfile.SYMTYPE, link="../../x"), "leads out"),
        (member("x-1/l", kind=tarfile.LNKTYPE, link="/etc/passwd"), "absolute"),
        (member("x-1/l", kind=tarfile.LNKTYPE, link="x-1/nothing"), "not a file before it"),
        (member("x-1/d", kind=tarfile.CHRTYPE), "a device or a pipe"),
        (member("x-1/d", kind=tarfile.FIFOTYPE), "a device or a pipe"),
        (member("x-1/pyproject.toml/x"), "lies behind `x-1/pyproject.toml`"),
    ],
)
def test_unsafe_members(tmp_path: Path, bad: tuple[tarfile.TarInfo, bytes], problem: str) -> None:
    path = tar(tmp_path / "x-1.tar.gz", [*PROJECT, bad])
    with pytest.raises(BadSource, match=problem) as caught:
        read_source(path, SHA256)
    assert "`x-1.tar.gz`" in caught.value.message


def test_nothing_is_reached_through_a_link(tmp_path: Path) -> None:
    members = [*PROJECT, member("x-1/l", kind=tarfile.SYMTYPE, link="sub"), member("x-1/l/x")]
    with pytest.raises(BadSource, match="lies behind `x-1/l`"):
        read_source(tar(tmp_path / "x-1.tar.gz", members), SHA256)


def test_a_link_inside_is_fine(tmp_path: Path) -> None:
    members = [*PROJECT, member("x-1/l", kind=tarfile.SYMTYPE, link="pyproject.toml")]
    assert read_source(tar(tmp_path / "x-1.tar.gz", members), SHA256).backend == "flit_core.api"


@pytest.mark.parametrize("keep", [0, 1, 30, -1, -9])
def test_truncated(tmp_path: Path, keep: int) -> None:
    path = tar(tmp_path / "x-1.tar.gz", [*PROJECT, member("x-1/data", bytes(range(256)) * 400)])
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(BadSource, match=r"damaged|empty"):
        read_source(path, SHA256)


def test_a_bomb(tmp_path: Path) -> None:
    path = tmp_path / "x-1.tar.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream, tarfile.open(fileobj=stream, mode="w") as archive:
        info = tarfile.TarInfo("x-1/zeros")
        info.size = 300 << 20
        stream.write(info.tobuf())
        for _ in range(300):
            stream.write(bytes(1 << 20))
        archive.offset = stream.tell()
    with pytest.raises(BadSource, match="unpacks to more than"):
        read_source(path, SHA256)


def test_a_header_that_claims_a_gigabyte(tmp_path: Path) -> None:
    """Extended headers are read whole by tarfile: a small archive must not fill the memory."""
    info = tarfile.TarInfo("x-1/pax")
    info.type, info.size = tarfile.XHDTYPE, 1 << 30
    path = tmp_path / "x-1.tar.gz"
    path.write_bytes(gzip.compress(info.tobuf() + bytes(1 << 20)))
    with pytest.raises(BadSource, match="header"):
        read_source(path, SHA256)


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ([], "empty"),
        ([member("a/x.py"), member("b/y.py")], "no single top directory, but `a`, `b`"),
        ([member("x-1/README")], "neither `pyproject.toml` nor `setup.py`"),
    ],
)
def test_no_project(tmp_path: Path, members: Members, problem: str) -> None:
    with pytest.raises(BadSource, match=problem):
        read_source(tar(tmp_path / "x-1.tar.gz", members), SHA256)


def test_a_project_without_a_top_directory(tmp_path: Path) -> None:
    assert read_source(tar(tmp_path / "x-1.tar.gz", [member("setup.py")]), SHA256).requires is None


def test_a_directory_is_read_without_what_is_made_in_it(tmp_path: Path) -> None:
    (tmp_path / "setup.py").write_text(
        "from setuptools import setup, Extension\nsetup(ext_modules=[Extension('x', ['x.c'])])\n"
    )
    (tmp_path / "x.c").write_text("#include <zlib.h>\n")
    for place in ("build", ".git", "node_modules", "x.egg-info", "env"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "x.c").write_text("#include <nowhere.h>\n")
    (tmp_path / "env" / "pyvenv.cfg").touch()
    assert [need.name for need in read_source(tmp_path, SHA256).needs] == ["zlib.h"]
