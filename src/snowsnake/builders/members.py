"""Reads archives that must not be trusted, member by member: tar, zip, and the parts of a Debian package (deb(5)).

Nothing is written here. Memory is bounded, whatever an archive says of itself: contents are streams, and names, kinds,
counts and sizes are checked before they are believed. Where members go is an `Into`: `below.Below` on the disk, or a
listing for those that only read.
"""

from __future__ import annotations

import io
import os
import posixpath
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Literal, Protocol, cast

from .streams import HEADERS, ArchiveProblem, Bounded, decompressed, reading, shown, too_large

MOST = 500_000
"""Members of one archive."""
_LONGEST_NAME, _LONGEST_PATH, _DEEPEST = 255, 2048, 200
_LONG = frozenset({tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, *(b"x", b"g", b"X")})

Kind = Literal["file", "directory", "link", "hard link"]


@dataclass(frozen=True)
class Member:
    """One member of an archive."""

    path: str
    """Below the archive's top, normalised; empty for the top itself."""
    kind: Kind
    size: int
    """Bytes of a file, as the archive says."""
    executable: bool
    aim: str
    """The text of a link; of a hard link the other member's path, normalised as `path`."""


class Into(Protocol):
    """Where members go. Paths are relative and normalised; each raises `ArchiveProblem` for what must not be."""

    def directory(self, path: str) -> None:
        """Make a directory, and those above it."""

    def file(self, path: str, stream: IO[bytes], *, executable: bool) -> None:
        """Take a file; one that was there goes away."""

    def link(self, path: str, aim: str) -> None:
        """Make a symbolic link that says `aim`."""

    def hard_link(self, path: str, origin: str) -> None:
        """Make another name of a regular file that is there."""

    def has_directory(self, path: str) -> bool:
        """Whether a directory is there, and no link on the way to it."""


def place(name: str) -> str:
    """A member's path below the archive, normalised. Raises `ArchiveProblem` where it leads out."""
    if name.startswith("/"):
        raise ArchiveProblem(f"`{shown(name)}` in it has an absolute path")
    return relative(name)


def relative(name: str) -> str:
    """A path normalised as one below the top, whether it starts with `/` or not. Raises `ArchiveProblem`."""
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if ".." in parts:
        raise ArchiveProblem(f"`{shown(name)}` leads out of it")
    if "\0" in name:
        raise ArchiveProblem(f"`{shown(name)}` in it has a NUL in its name")
    path = "/".join(parts)
    try:
        long = max((len(os.fsencode(part)) for part in parts), default=0)
        too_long = long > _LONGEST_NAME or len(os.fsencode(path)) > _LONGEST_PATH or len(parts) > _DEEPEST
    except UnicodeEncodeError:
        too_long = True
    if too_long:
        raise ArchiveProblem(f"`{shown(name)}` in it has a name that no file system takes")
    return path


def take(member: Member, content: IO[bytes], into: Into, *, anywhere: bool = False) -> None:
    """Hand one member to `into`; its links must lead to somewhere in the archive, unless `anywhere`."""
    path = member.path
    if not path:
        return  # the top itself
    if member.kind == "directory":
        into.directory(path)
    elif member.kind == "file":
        into.file(path, content, executable=member.executable)
    elif member.kind == "link":
        into.link(path, member.aim if anywhere else _inner(path, member.aim))
    else:
        into.hard_link(path, member.aim)


def _inner(path: str, aim: str) -> str:
    """The text of a link at `path`, if it leads to somewhere in the archive. Raises `ArchiveProblem`."""
    end = posixpath.normpath(posixpath.join(posixpath.dirname(path), aim))
    if not aim or aim.startswith("/") or "\0" in aim or end == ".." or end.startswith("../"):
        raise ArchiveProblem(f"the link `{shown(path)}` in it leads out of it, to `{shown(aim)}`")
    return aim


# --- tar ------------------------------------------------------------------------------------------------------------


class _Header(tarfile.TarInfo):
    """A header of tar, refused before its numbers lead `tarfile` backwards, or to fill the memory."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Header:
        try:
            found = super().frombuf(buf, encoding, errors)
        except tarfile.InvalidHeaderError as error:  # type: ignore[attr-defined] # which would end the archive quietly
            raise tarfile.ReadError(str(error)) from error
        if found.size < 0:
            raise tarfile.ReadError("a member of a negative size")
        if found.type in _LONG and found.size > HEADERS:
            raise tarfile.ReadError(f"a header of {found.size} bytes")
        if found.type == tarfile.GNUTYPE_SPARSE:
            raise tarfile.ReadError("a sparse member")
        return found


def read_tar(stream: Bounded, paths: Callable[[str], str] = place) -> Iterator[tuple[Member, IO[bytes]]]:
    """The members of a tar archive, each with its contents, to be read before the next is asked for.

    `paths` normalises names. Raises `ArchiveProblem`; an archive without members has none.
    """
    with reading():
        stream.headers = HEADERS
        if not stream.peek(tarfile.BLOCKSIZE):
            return
        with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r:", tarinfo=_Header) as archive:
            count = 0
            while (item := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined] # which it would keep for `getmember`
                count += 1
                if count > MOST:
                    raise ArchiveProblem(f"it has more than {MOST} members")
                member = _tar_member(item, paths)
                stream.headers = None
                content = archive.extractfile(item) if member.kind == "file" else None
                yield member, _content(content) if content is not None else _NOTHING
                stream.headers = HEADERS
            stream.headers = None
            if 0 < stream.tell() - archive.offset < tarfile.BLOCKSIZE:
                raise ArchiveProblem("it is damaged (it ends in the middle)")
            stream.finish()


def _tar_member(item: tarfile.TarInfo, paths: Callable[[str], str]) -> Member:
    path, kind, aim = paths(item.name), _tar_kind(item), ""
    if item.size < 0 or item.sparse is not None:
        raise ArchiveProblem(f"it is damaged (`{shown(item.name)}` has no size)")
    if kind == "link":
        aim = item.linkname
    elif kind == "hard link":
        aim = paths(item.linkname)
    return Member(path, kind, item.size if kind == "file" else 0, bool(item.mode & 0o111), aim)


def _tar_kind(item: tarfile.TarInfo) -> Kind:
    if item.isdir():
        return "directory"
    if item.issym():
        return "link"
    if item.islnk():
        return "hard link"
    if item.isreg():
        return "file"
    raise ArchiveProblem(
        f"`{shown(item.name)}` in it is neither file nor directory nor link, but a device or a pipe"
    )


class _Content:
    """The contents of a file, which whoever takes it reads."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        with reading():
            return self._stream.read(size)


def _content(stream: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", _Content(stream))


_NOTHING: IO[bytes] = io.BytesIO()
"""The contents of what has none."""


# --- zip ------------------------------------------------------------------------------------------------------------


def read_zip(file: IO[bytes], limit: int) -> Iterator[tuple[Member, IO[bytes]]]:
    """The members of a zip archive, as `read_tar`; they may have `limit` bytes in all. Raises `ArchiveProblem`."""
    with reading(), zipfile.ZipFile(file) as archive:
        items = archive.infolist()
        if len(items) > MOST:
            raise ArchiveProblem(f"it has more than {MOST} members")
        if sum(item.file_size for item in items) > limit:
            raise too_large(limit)
        size = file.seek(0, os.SEEK_END)
        for item in items:
            if item.compress_size > size:  # `zipfile` takes as much memory
                raise ArchiveProblem(f"`{shown(item.orig_filename)}` in it has more bytes than all of it")
            mode = item.external_attr >> 16
            path, kind = place(item.orig_filename), stat.S_IFMT(mode)
            if item.is_dir():
                yield Member(path, "directory", 0, executable=True, aim=""), _NOTHING
            elif kind == stat.S_IFLNK:
                if item.file_size > _LONGEST_PATH:
                    raise ArchiveProblem(f"the link `{shown(path)}` in it is too long")
                yield Member(path, "link", 0, executable=False, aim=os.fsdecode(archive.read(item))), _NOTHING
            elif kind in {0, stat.S_IFREG}:
                with archive.open(item) as stream:
                    # What it says of itself is not what it inflates to: `zipfile` stops there.
                    executable = bool(mode & 0o111)
                    yield (
                        Member(path, "file", item.file_size, executable=executable, aim=""),
                        _content(stream),
                    )
            else:
                raise ArchiveProblem(
                    f"`{shown(path)}` in it is neither file nor directory nor link, but a device or a pipe"
                )


def read_source(file: IO[bytes], limit: int) -> Iterator[tuple[Member, IO[bytes]]]:
    """The members of an sdist, zip or tar, as `read_tar`. Raises `ArchiveProblem`."""
    is_zip = zipfile.is_zipfile(file)
    file.seek(0)
    if is_zip:
        yield from read_zip(file, limit)
    else:
        with decompressed(file, limit) as plain:
            yield from read_tar(plain)
