from __future__ import annotations

import gzip
import io
import lzma
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from snowsnake.artifacts import BadDeb, nar_sha256, unpack_seed


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", mode: int = 0o644) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.mode, info.uid, info.mtime = kind, link, mode, 1234, 99
    return info


def directory(name: str) -> tarfile.TarInfo:
    return member(name, tarfile.DIRTYPE, mode=0o700)


def deb(
    path: Path, *members: tuple[tarfile.TarInfo, bytes] | tarfile.TarInfo, compression: str = ".xz"
) -> Path:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for item in members:
            info, content = item if isinstance(item, tuple) else (item, b"")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    compressors: dict[str, Callable[[bytes], bytes]] = {
        ".xz": lzma.compress,
        ".gz": gzip.compress,
        "": bytes,
        ".zst": lambda data: b"\x28\xb5\x2f\xfd" + data,
    }
    parts = {
        "debian-binary": b"2.0\n",
        "control.tar.xz": lzma.compress(b""),
        f"data.tar{compression}": compressors[compression](raw.getvalue()),
    }
    text = b"!<arch>\n"
    for name, content in parts.items():
        text += (
            f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n".encode()
            + content
            + b"\n" * (len(content) % 2)
        )
    path.write_bytes(text)
    return path


@pytest.mark.parametrize("compression", [".xz", ".gz", ""])
def test_a_package_is_unpacked_as_it_is(tmp_path: Path, compression: str) -> None:
    package = deb(
        tmp_path / "x.deb",
        directory("./"),
        directory("./usr/"),
        directory("./usr/bin/"),
        (member("./usr/bin/tool", mode=0o4751), b"#!"),
        (member("./usr/share/text", mode=0o600), b"text"),
        member("./usr/bin/absolute", tarfile.SYMTYPE, "/etc/alternatives/tool"),
        member("./usr/bin/same", tarfile.LNKTYPE, "./usr/bin/tool"),
        compression=compression,
    )
    unpack_seed([package], tmp_path / "seed")
    tool = tmp_path / "seed/usr/bin/tool"
    assert tool.stat().st_mode & 0o7777 == 0o755
    assert (tmp_path / "seed/usr/share/text").stat().st_mode & 0o7777 == 0o644
    assert (tmp_path / "seed/usr/bin/absolute").readlink() == Path("/etc/alternatives/tool")
    assert (tmp_path / "seed/usr/bin/same").read_bytes() == b"#!"


def test_a_later_package_wins_and_the_result_is_the_same_everywhere(tmp_path: Path) -> None:
    first = deb(tmp_path / "1.deb", (member("./x"), b"1"), member("./y", tarfile.SYMTYPE, "x"))
    second = deb(tmp_path / "2.deb", (member("./x", mode=0o755), b"2"), (member("./y"), b"not x"))
    for name in ("a", "b"):
        unpack_seed([first, second], tmp_path / name)
    assert (tmp_path / "a/x").read_bytes() == b"2"
    assert (tmp_path / "a/y").read_bytes() == b"not x"
    assert nar_sha256(tmp_path / "a") == nar_sha256(tmp_path / "b")


@pytest.mark.parametrize(
    "members",
    [
        [(member("./../escaped"), b"")],
        [(member("./a/../../escaped"), b"")],
        [member("./a", tarfile.SYMTYPE, ".."), (member("./a/escaped"), b"")],
        [member("./a", tarfile.SYMTYPE, "/tmp"), (member("./a/escaped"), b"")],
        [member("./a", tarfile.SYMTYPE, ".."), directory("./a/"), (member("./a/escaped"), b"")],
        [member("./a", tarfile.LNKTYPE, "../escaped")],
        [member("./a", tarfile.LNKTYPE, "./absent")],
        [member("./a", tarfile.SYMTYPE, "/etc/passwd"), member("./b", tarfile.LNKTYPE, "./a")],
        [member("./a", tarfile.CHRTYPE)],
        [member("./a", tarfile.FIFOTYPE)],
    ],
)
def test_what_leads_out_is_refused(tmp_path: Path, members: list[tarfile.TarInfo]) -> None:
    package = deb(tmp_path / "evil.deb", *members)
    with pytest.raises(BadDeb, match=r"evil\.deb"):
        unpack_seed([package], tmp_path / "seed")
    assert not (tmp_path / "escaped").exists()


def test_damage(tmp_path: Path) -> None:
    good = deb(tmp_path / "good.deb", (member("./x"), bytes(range(256)) * 99)).read_bytes()
    for name, content in {
        "empty": b"",
        "text": b"hello",
        "short": good[: len(good) // 2],
        "header": good[:100],
        "flipped": good[:-40] + bytes(20) + good[-20:],
    }.items():
        path = tmp_path / f"{name}.deb"
        path.write_bytes(content)
        with pytest.raises(BadDeb):
            unpack_seed([path], tmp_path / name)


def test_a_compression_that_is_not_known(tmp_path: Path) -> None:
    with pytest.raises(BadDeb, match=r"zstd|damaged"):
        unpack_seed([deb(tmp_path / "x.deb", compression=".zst")], tmp_path / "seed")
