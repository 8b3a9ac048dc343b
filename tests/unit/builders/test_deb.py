"""Unpacking Debian packages."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.builders.debs import write_deb

from snowsnake.builders import deb, elf, tree
from snowsnake.builders.report import BuildError


def test_usr_is_merged_and_links_stay_inside(tmp_path: Path) -> None:
    package = write_deb(
        tmp_path / "a.deb",
        {
            "./usr/bin/tool": b"#!",
            "./lib/x86_64-linux-gnu/libx.so.1": b"x",
            "./usr/lib/x86_64-linux-gnu/libx.so": "/lib/x86_64-linux-gnu/libx.so.1",
            "./usr/share/here": "../../etc/conf",
            "./etc/conf": b"conf",
            "./usr/share/doc/a/README": b"",
            "./usr/share/doc/a/copyright": b"licence",
        },
    )
    root = tmp_path / "root"
    root.mkdir()
    deb.unpack([package], str(root), 2)
    assert (root / "bin/tool").stat().st_mode & 0o7777 == 0o755
    assert (root / "lib/x86_64-linux-gnu/libx.so").read_bytes() == b"x"
    assert (root / "share/here").read_bytes() == b"conf"
    assert (root / "share/doc/a/copyright").exists()
    assert not (root / "share/doc/a/README").exists()


def test_a_later_package_wins(tmp_path: Path) -> None:
    packages = [write_deb(tmp_path / f"{n}.deb", {"./usr/share/x": str(n).encode()}) for n in range(5)]
    (tmp_path / "root").mkdir()
    deb.unpack(packages, str(tmp_path / "root"), 2)
    assert (tmp_path / "root/share/x").read_text() == "4"


@pytest.mark.parametrize("data", [b"", b"!<arch>\n", b"no package at all"])
def test_damage_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.deb").write_bytes(data)
    with pytest.raises(BuildError, match=r"a\.deb"):
        deb.unpack([("a.deb", str(tmp_path / "a.deb"))], str(tmp_path), 1)


@pytest.mark.parametrize("part", ["control.tar.zst", "data.tar.zst"])
def test_package_that_is_compressed_with_zstd_is_said_to_be(tmp_path: Path, part: str) -> None:
    path = tmp_path / "a.deb"
    content = b"\x28\xb5\x2f\xfd" + b"x" * 40
    path.write_bytes(
        b"!<arch>\n" + f"{part:<16}{0:<12}{0:<6}{0:<6}{644:<8}{len(content):<10}`\n".encode() + content
    )
    with (
        pytest.raises(deb.ZstdInside, match=r"is compressed with zstd, which is not read in a `\.deb`"),
        deb.opened(str(path), part.removesuffix(".zst")),
    ):
        pass


def test_members_that_lead_out_are_refused(tmp_path: Path) -> None:
    package = write_deb(tmp_path / "a.deb", {"./usr/../../evil": b""})
    with pytest.raises(BuildError, match="leads out"):
        deb.unpack([package], str(tmp_path), 1)


@pytest.mark.parametrize("length", [5, 9, 10, 11, 22, 26])
def test_nowhere_keeps_length_and_slash(length: int) -> None:
    text = tree.nowhere(length)
    assert len(text) == length
    assert text.startswith(b"/")
    assert not Path(text.split(b"\0")[0].decode()).exists()


def test_elf_of_the_running_python() -> None:
    found = [
        elf.read(line.split()[-1])
        for line in Path("/proc/self/maps").read_text().splitlines()
        if ".so" in line
    ]
    assert any(dynamic and "libc.so.6" in dynamic.needed for dynamic in found)


def test_a_damaged_elf_file_is_none(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\x7fELF\x02\x01" + b"\xff" * 200)
    assert elf.read(tmp_path / "x") is None
