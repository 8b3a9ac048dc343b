"""Members of archives that try to reach what is outside: on the disk, and where an archive is only read."""

from __future__ import annotations

import io
import os
import stat
import tarfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from tests.fuzz import containers
from tests.fuzz.containers import DIRECTORY, HARD_LINK, REGULAR, SYMLINK

from snowsnake.analyse.listing import Listing
from snowsnake.analyse.source import read_source
from snowsnake.artifacts import unpack_seed
from snowsnake.builders import archive, deb, members, source
from snowsnake.builders.below import Below
from snowsnake.builders.members import Into
from snowsnake.builders.report import BuildError
from snowsnake.builders.streams import ArchiveProblem, Bounded
from snowsnake.errors import SnowsnakeError
from snowsnake.settle.contents import look_into

REFUSED = (BuildError, SnowsnakeError)
OUTSIDE = "/nowhere/outside"
"""Where hostile members lead; each test puts its own directory there."""


def _of_deb(path: Path, root: Path) -> None:
    path.write_bytes(containers.deb(path.read_bytes()))
    deb.unpack([("x.deb", str(path))], str(root), 1)


def _of_seed(path: Path, root: Path) -> None:
    path.write_bytes(containers.deb(path.read_bytes()))
    unpack_seed([path], root)


TO_DISK: dict[str, Callable[[Path, Path], object]] = {
    "deb": _of_deb,
    "seed": _of_seed,
    "archive": lambda path, root: archive.unpack("x.tar", str(path), str(root / "into"), single="x"),
    "source": lambda path, root: source.unpack(str(path), "x.tar", str(root / "into")),
}


@pytest.mark.parametrize("number", range(len(containers.escapes(OUTSIDE))))
@pytest.mark.parametrize("unpack", TO_DISK.values(), ids=TO_DISK)
def test_member_that_leads_outside_is_not_written_there(
    unpack: Callable[[Path, Path], object], number: int, tmp_path: Path
) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "kept").write_text("kept")
    path = tmp_path / "x.tar"
    path.write_bytes(containers.tar(*containers.escapes(str(outside))[number]))
    with suppress(*REFUSED):
        unpack(path, root)
    assert {file.name: file.read_text() for file in outside.iterdir()} == {"kept": "kept"}
    assert {entry.name for entry in tmp_path.iterdir()} == {"root", "outside", "x.tar"}


@pytest.mark.parametrize("entries", containers.escapes(OUTSIDE), ids=range(len(containers.escapes(OUTSIDE))))
def test_archive_that_leads_outside_is_refused_when_it_is_read_and_when_it_is_unpacked(
    entries: tuple[containers.Entry, ...], tmp_path: Path
) -> None:
    path = tmp_path / "x-1.tar.gz"
    path.write_bytes(containers.tar(*entries))
    for read in (
        lambda: look_into("x-1.tar.gz", path, single="x"),
        lambda: read_source(path, "0" * 64),
        lambda: archive.unpack("x-1.tar.gz", str(path), str(tmp_path / "into"), single="x"),
        lambda: source.unpack(str(path), "x-1.tar.gz", str(tmp_path / "source")),
    ):
        with pytest.raises(REFUSED, match=r"`x-1\.tar\.gz`"):
            read()


# --- one member after another ---------------------------------------------------------------------------------------

Step = Callable[[Into], None]


def made(name: str, content: bytes | str = b"x", kind: bytes | None = None) -> Step:
    """What hands one member to an `Into`."""
    kind = kind or (SYMLINK if isinstance(content, str) else REGULAR)

    def step(into: Into) -> None:
        stream = Bounded(io.BytesIO(containers.tar((name, kind, content))), 1 << 20)
        for member, data in members.read_tar(stream):
            members.take(member, data, into, anywhere=True)

    return step


def directory(name: str) -> Step:
    return made(name, b"", DIRECTORY)


STEPS: dict[str, tuple[tuple[Step, ...], str | None]] = {
    "file behind link": ((made("a", "/"), made("a/x")), "lies behind `a`"),
    "file behind link deep down": ((made("a/b", "."), made("a/b/c/d")), "lies behind `a/b`"),
    "link behind link": ((made("a", "b"), made("a/x", "y")), "lies behind `a`"),
    "directory behind link": ((made("a", "b"), directory("a/x")), "`a"),
    "directory for link": ((made("a", "/"), directory("a")), "`a`"),
    "directory for file": ((made("a"), directory("a")), "`a`"),
    "file behind file": ((made("a"), made("a/x")), "lies behind `a`"),
    "file for directory": ((directory("a"), made("a")), "a file and a directory"),
    "link for directory": ((directory("a"), made("a", "/")), "a file and a directory"),
    "link for filled directory": ((made("a/x"), made("a", "/")), "a file and a directory"),
    "hard link to nothing": ((made("a", "b", HARD_LINK),), "not a file before it"),
    "hard link to itself": ((made("a"), made("a", "a", HARD_LINK)), "not a file before it"),
    "hard link to link": ((made("a", "/etc/passwd"), made("b", "a", HARD_LINK)), "not a file before it"),
    "hard link to directory": ((directory("a"), made("b", "a", HARD_LINK)), "not a file before it"),
    "hard link behind link": (
        (made("a", "/etc"), made("b", "a/passwd", HARD_LINK)),
        r"lies behind|not a file",
    ),
    "hard link out": ((made("a", "../x", HARD_LINK),), "leads out of it"),
    "file for link": ((made("a", "/etc/passwd"), made("a")), None),
    "link for file": ((made("a"), made("a", "b")), None),
    "directory twice": ((directory("a"), made("a/x"), directory("a")), None),
    "hard link": ((made("a/x"), made("b", "a/x", HARD_LINK)), None),
}


@pytest.mark.parametrize("into", ["disk", "listing"])
@pytest.mark.parametrize(("steps", "problem"), STEPS.values(), ids=STEPS)
def test_disk_and_listing_refuse_the_same(
    steps: tuple[Step, ...], problem: str | None, into: str, tmp_path: Path
) -> None:
    listing = Listing(lambda _path, stream, _executable: stream.read())
    with Below(str(tmp_path)) as below:
        target: Into = below if into == "disk" else listing
        for step in steps[:-1]:
            step(target)
        if problem is None:
            steps[-1](target)
        else:
            with pytest.raises(ArchiveProblem, match=problem):
                steps[-1](target)
    if problem is None and into == "disk":
        assert stat.S_IMODE(os.lstat(tmp_path / "a").st_mode) in {0o755, 0o777}  # neither setuid nor setgid


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_device_is_refused(kind: bytes, tmp_path: Path) -> None:
    with Below(str(tmp_path)) as below, pytest.raises(ArchiveProblem, match="a device or a pipe"):
        made("a", b"", kind)(below)


@pytest.mark.parametrize("name", ["a" * 256, "a/" * 300 + "b", "\u00e9" * 200, "/".join(["a" * 200] * 20)])
def test_name_that_no_file_system_takes_is_refused(name: str, tmp_path: Path) -> None:
    with Below(str(tmp_path)) as below, pytest.raises(ArchiveProblem, match="no file system takes"):
        made(name)(below)


@pytest.mark.parametrize("data", containers.numbers(), ids=range(len(containers.numbers())))
def test_tar_whose_sizes_are_none_ends_in_an_error_or_whole(data: bytes, tmp_path: Path) -> None:
    """Some of them are read as other tools do; none goes on forever, or writes what it claims to be."""
    path = tmp_path / "x-1.tar.gz"
    path.write_bytes(data)
    with suppress(BuildError):
        archive.unpack("x-1.tar.gz", str(path), str(tmp_path / "into"), single="x")
    assert sum(file.lstat().st_size for file in tmp_path.rglob("*") if file.is_file()) < 1 << 20


@pytest.mark.parametrize("size", ["-1", "99999999999", "1e3", "", "0x10", "\u0661"])
def test_deb_whose_sizes_are_none_is_damaged(size: str, tmp_path: Path) -> None:
    good = containers.deb(containers.tar(*containers.good()))
    path = tmp_path / "x.deb"
    path.write_bytes(good.replace(f"{4:<10}`".encode(), size.encode().ljust(10)[:10] + b"`", 1))
    with pytest.raises(BuildError, match=r"`x\.deb` cannot be unpacked: it is damaged"):
        deb.unpack([("x.deb", str(path))], str(tmp_path), 1)
