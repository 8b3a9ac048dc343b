"""Archives from anywhere: what they hold stays below one directory, whatever they try."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import shutil
import stat
import struct
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from snowsnake.builders import streams
from snowsnake.builders.archive import unpack
from snowsnake.builders.report import BuildError

ELF = b"\x7fELF" + bytes(60)


def member(name: str, content: bytes = b"", **fields: object) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    info.mode = 0o644
    for field, value in fields.items():
        setattr(info, field, value)
    return info, content


def link(name: str, aim: str, kind: bytes = tarfile.SYMTYPE) -> tuple[tarfile.TarInfo, bytes]:
    return member(name, type=kind, linkname=aim)


def tar(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as file:
        for info, content in members:
            file.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def zipped(*members: tuple[str, bytes, int]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content, mode in members:
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            info.external_attr = mode << 16
            file.writestr(info, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


@pytest.fixture
def unpacked(tmp_path: Path) -> Callable[..., Path]:
    def unpacking(content: bytes, *, zstd: Sequence[str] = ()) -> Path:
        (tmp_path / "file").write_bytes(content)
        into = tmp_path / "into" / "here"
        into.parent.mkdir()
        unpack("tool.tar", str(tmp_path / "file"), str(into), single="tool", zstd=zstd)
        return into

    return unpacking


@pytest.fixture
def refused(tmp_path: Path, unpacked: Callable[..., Path]) -> Callable[[bytes], str]:
    def refusing(content: bytes) -> str:
        outside = tmp_path / "outside"
        outside.write_text("mine")
        with pytest.raises(BuildError) as caught:
            unpacked(content)
        assert outside.read_text() == "mine"
        assert {path.name for path in tmp_path.iterdir()} == {"file", "into", "outside"}
        assert caught.value.error == "bad-archive"
        assert caught.value.message.isprintable()
        return caught.value.message

    return refusing


def names(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): str(path.readlink()) if path.is_symlink() else path.read_text()
        for path in root.rglob("*")
        if path.is_symlink() or path.is_file()
    }


PLAIN = tar(
    member("tool-1.0", type=tarfile.DIRTYPE),
    member("tool-1.0/bin/tool", b"program", mode=0o4711),
    member("./tool-1.0/share/data.txt", b"data", mode=0o666),
    link("tool-1.0/bin/other", "tool"),
    link("tool-1.0/lib", "share"),
    link("tool-1.0/bin/same", "tool-1.0/bin/tool", tarfile.LNKTYPE),
)


@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, bz2.compress, lzma.compress], ids=["", "gz", "bz2", "xz"]
)
def test_a_tar_is_unpacked_without_its_only_directory(
    pack: Callable[[bytes], bytes], unpacked: Callable[..., Path]
) -> None:
    root = unpacked(pack(PLAIN))
    assert names(root) == {
        "bin/tool": "program",
        "bin/same": "program",
        "bin/other": "tool",
        "share/data.txt": "data",
        "lib": "share",
    }
    assert stat.S_IMODE((root / "bin/tool").stat().st_mode) == 0o755
    assert stat.S_IMODE((root / "share/data.txt").stat().st_mode) == 0o644


def test_zstd_is_decompressed_by_the_program_that_is_given(unpacked: Callable[..., Path]) -> None:
    zstd = shutil.which("zstd")
    assert zstd, "tests need zstd"
    compressed = subprocess.run([zstd, "-qc"], input=PLAIN, capture_output=True, check=True).stdout
    assert names(unpacked(compressed, zstd=(zstd, "-dc")))["bin/tool"] == "program"


def test_zstd_without_a_program_is_refused(refused: Callable[[bytes], str]) -> None:
    # From Python 3.14 on it knows zstd itself, and this is damaged.
    message = refused(b"\x28\xb5\x2f\xfd" + bytes(20))
    assert "zstd" in message or "damaged" in message


def test_a_zip_is_unpacked(unpacked: Callable[..., Path]) -> None:
    root = unpacked(
        zipped(
            ("bin/tool", b"program", 0o100755),
            ("data", b"data", 0o100644),
            ("bin/other", b"tool", stat.S_IFLNK | 0o777),
        )
    )
    assert names(root) == {"bin/tool": "program", "data": "data", "bin/other": "tool"}
    assert os.access(root / "bin/tool", os.X_OK)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress], ids=["", "gz", "xz"])
def test_a_program_by_itself_has_the_name_that_is_given(
    pack: Callable[[bytes], bytes], unpacked: Callable[..., Path]
) -> None:
    root = unpacked(pack(ELF))
    assert [path.name for path in root.iterdir()] == ["tool"]
    assert os.access(root / "tool", os.X_OK)


HOSTILE = {
    "above": (tar(member("../outside", b"x")), "leads out of it"),
    "deep above": (tar(member("a/b/../../../outside", b"x")), "leads out of it"),
    "absolute": (tar(member("/etc/outside", b"x")), "absolute path"),
    "absolute link": (tar(link("a", "/etc/passwd")), "leads out of it"),
    "link above": (tar(link("a/b", "../../outside"), member("c")), "leads out of it"),
    "link above what is left out": (tar(link("a/b", "../outside")), "leads out of it"),
    "link through a link": (
        tar(link("d/a", ".."), link("e", "d/a/../../outside"), member("f", b"x")),
        "leads out of it",
    ),
    "behind a link": (tar(link("a", "b"), member("b/c"), member("a/x", b"x")), "a file or a link"),
    "behind a file": (tar(member("a", b"x"), member("a/x", b"x")), "a file or a link"),
    "a file that is a directory": (tar(member("a/x"), member("a"), member("b")), "a file and a directory"),
    "hard link above": (tar(link("a", "../outside", tarfile.LNKTYPE), member("b")), "leads out of it"),
    "hard link to a link": (
        tar(link("a", "b"), link("c", "a", tarfile.LNKTYPE), member("b")),
        "not a file before it",
    ),
    "hard link to nothing": (tar(link("a", "nothing", tarfile.LNKTYPE)), "not a file before it"),
    "device": (tar(member("a", type=tarfile.CHRTYPE), member("b")), "a device or a pipe"),
    "pipe": (tar(member("a", type=tarfile.FIFOTYPE), member("b")), "a device or a pipe"),
    "escape": (tar(member("\x1b[31mred", b"x")), "control characters"),
    "newline": (tar(member("a\nb", b"x")), "control characters"),
    "backslash": (tar(member("..\\outside", b"x")), "backslashes"),
    "long": (tar(member("x" * 300, b"x")), "no file system takes"),
    "zip above": (zipped(("../outside", b"x", 0o100644)), "leads out of it"),
    "zip absolute": (zipped(("/outside", b"x", 0o100644)), "absolute path"),
    "zip link": (zipped(("a", b"../outside", stat.S_IFLNK | 0o777), ("b", b"", 0o100644)), "leads out of it"),
    "zip pipe": (zipped(("a", b"", stat.S_IFIFO | 0o644), ("b", b"", 0o100644)), "a device or a pipe"),
    "no archive": (b"<html>not found</html>" * 100, "damaged"),
    "empty": (b"", ""),
    "deb": (b"!<arch>\ndebian-binary", "a Debian package"),
    "cut gzip": (gzip.compress(os.urandom(4000))[:2000], "damaged"),
    "cut xz": (lzma.compress(os.urandom(4000))[:2000], "damaged"),
    "cut zip": (zipped(("a", os.urandom(4000), 0o100644))[:2000], "damaged"),
    "cut tar": (PLAIN[:700], "damaged"),
    "gzip of nothing": (gzip.compress(b""), ""),
}


@pytest.mark.parametrize(("content", "problem"), HOSTILE.values(), ids=HOSTILE)
def test_what_leads_out_or_is_damaged_is_refused(
    content: bytes, problem: str, refused: Callable[[bytes], str]
) -> None:
    message = refused(content)
    assert message.startswith("`tool.tar` cannot be unpacked: ")
    assert problem in message


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bombs that do not need a gigabyte."""
    monkeypatch.setattr(streams, "_ALWAYS_FINE", 1 << 16)


@pytest.mark.parametrize(
    "bomb",
    [
        gzip.compress(tar(member("a", bytes(4 << 20)))),
        lzma.compress(bytes(4 << 20)),
        bz2.compress(bytes(4 << 20)),
        zipped(("a", bytes(4 << 20), 0o100644)),
    ],
    ids=["gz", "xz", "bz2", "zip"],
)
def test_a_bomb_is_refused(bomb: bytes, small: None, refused: Callable[[bytes], str]) -> None:
    assert "unpacks to more than" in refused(bomb)


def test_a_sparse_member_is_a_bomb_too(small: None, refused: Callable[[bytes], str]) -> None:
    header = bytearray(tar(member("a", b""))[:512])
    header[156:157] = tarfile.GNUTYPE_SPARSE
    header[386:410] = struct.pack("12s12s", b"00000000000\0", b"00000000000\0")
    header[483:495] = b"37777777777\0"  # its size, unpacked: 4 GB
    header[148:156] = b"        "
    header[148:156] = b"%06o\0 " % sum(header)
    refused(bytes(header) + bytes(1024))


def test_an_encrypted_zip_is_refused(refused: Callable[[bytes], str]) -> None:
    content = bytearray(zipped(("a", b"x", 0o100644)))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert "damaged" in refused(bytes(content))
