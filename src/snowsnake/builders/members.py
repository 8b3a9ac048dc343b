"""Reads archives that must not be trusted, member by member: tar, zip, and the parts of a Debian package (deb(5)).

Nothing is written here. Memory is bounded, whatever an archive says of itself: contents are streams, and names, kinds,
counts and sizes are checked before they are believed. Where members go is an `Into`: `below.Below` on the disk, or a
listing for those that only read.
"""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import lzma
import os
import posixpath
import stat
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, Any, Literal, Protocol, cast

CHUNK = 1 << 20
MOST = 500_000
"""Members of one archive."""
_RATIO = 100  # text packs to a tenth; only what is made to be large packs to a hundredth
_ALWAYS_FINE = 1 << 30
_HEADERS = 1 << 20  # bytes of one member's headers: long names, pax records
_XZ_MEMORY = 1 << 29
_LONGEST_NAME, _LONGEST_PATH, _DEEPEST = 255, 2048, 200
_AR = b"!<arch>\n"
_LONG = frozenset({tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, *(b"x", b"g", b"X")})
_DAMAGED = (EOFError, ValueError, lzma.LZMAError, zlib.error, tarfile.TarError, zipfile.BadZipFile)
_ALSO = (NotImplementedError, RuntimeError, OverflowError)  # zipfile's: a method that it lacks, a password

Kind = Literal["file", "directory", "link", "hard link"]


class ArchiveProblem(Exception):
    """What is wrong with an archive: the end of a sentence whose subject is its name."""


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


def limit_of(size: int, always: int | None = None) -> int:
    """How many bytes an archive of `size` bytes may unpack to; `always` are fine."""
    return max(_ALWAYS_FINE if always is None else always, _RATIO * size)


def shown(text: str) -> str:
    """A name as errors show it: short, and without what a terminal would obey."""
    cut = text if len(text) <= 80 else text[:80] + "…"
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in cut
    )


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


@contextmanager
def reading() -> Iterator[None]:
    """Make what libraries raise of damaged archives an `ArchiveProblem`; what the disk says stays as it is."""
    try:
        yield
    except OSError as error:
        # Archives that lead to before their own beginning are refused by the kernel; the rest is the disk's.
        if error.errno not in {None, errno.EINVAL}:
            raise
        raise ArchiveProblem(f"it is damaged ({error})") from error
    except (*_DAMAGED, *_ALSO) as error:
        raise ArchiveProblem(f"it is damaged ({str(error)[:200] or type(error).__name__})") from error


# --- decompression --------------------------------------------------------------------------------------------------


class Bounded:
    """A stream, front to back, of at most `limit` bytes; a reader that is to read headers only gets few at once."""

    def __init__(self, source: Any, limit: int) -> None:
        self._source = source
        self._limit = limit
        self._position = 0
        self._ahead = b""
        self.headers: int | None = None
        """How many bytes of headers may still be read; `None` for contents."""

    def peek(self, size: int) -> bytes:
        """The first bytes, which are read again; only at the beginning."""
        while len(self._ahead) < size and (chunk := self._source.read(size - len(self._ahead))):
            self._ahead += chunk
        return self._ahead[:size]

    def read(self, size: int = -1) -> bytes:
        """As of a file; short only at the end. Raises `ArchiveProblem` beyond the limit."""
        if size < 0:
            size = self._limit - self._position + 1
        if self.headers is not None:
            self.headers -= size
            if self.headers < 0:
                raise ArchiveProblem(f"it is damaged (a header of more than {_HEADERS >> 20} MB)")
        parts = [self._ahead[:size]]
        self._ahead = self._ahead[size:]
        missing = size - len(parts[0])
        while missing and (chunk := self._source.read(min(missing, CHUNK))):
            parts.append(chunk)
            missing -= len(chunk)
        data = b"".join(parts)
        self._position += len(data)
        if self._position > self._limit:
            raise too_large(self._limit)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Forward only."""
        if whence != os.SEEK_SET or offset < self._position:
            raise ArchiveProblem("it is damaged (it leads backwards)")
        # Checked before the bytes are read: an offset may be any number.
        if offset > self._limit + CHUNK:
            raise too_large(self._limit)
        headers, self.headers = self.headers, None
        while self._position < offset and self.read(min(offset - self._position, CHUNK)):
            pass
        self.headers = headers
        return self._position

    def finish(self) -> None:
        """Read what is left: a checksum is at the end."""
        try:
            while self.read(CHUNK):
                pass
        except gzip.BadGzipFile as error:
            if "Not a gzipped file" not in str(error):  # which is padding after the end
                raise

    def tell(self) -> int:
        """How many bytes were read."""
        return self._position


def too_large(limit: int) -> ArchiveProblem:
    """The error for what unpacks to more than `limit` bytes."""
    return ArchiveProblem(f"it unpacks to more than {limit >> 20} MB, out of proportion to its size")


class _Xz:
    """An xz stream, or several, whose dictionary may not be of any size (the header says what it is)."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = self._new()
        self._first = True

    @staticmethod
    def _new() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(memlimit=_XZ_MEMORY)

    def read(self, size: int) -> bytes:
        while True:
            if self._decoder.eof:
                rest = self._decoder.unused_data or self._file.read(CHUNK)
                rest = rest.lstrip(b"\0")  # padding
                if not rest:
                    return b""
                self._decoder, self._first = self._new(), False
            elif self._decoder.needs_input:
                rest = self._file.read(CHUNK)
                if not rest:
                    raise EOFError("it ends in the middle")
            else:
                rest = b""
            try:
                data = self._decoder.decompress(rest, size)
            except lzma.LZMAError:
                if self._first:
                    raise
                return b""  # what follows a whole stream is no matter, as for other readers
            if data:
                return data


@contextmanager
def decompressed(file: IO[bytes], limit: int, *, zstd: Sequence[str] = ()) -> Iterator[Bounded]:
    """What a compressed stream holds: gzip, bzip2, xz, zstd, or itself. What it is, its first bytes say.

    `zstd` are the words of a program that decompresses from its standard input, where Python cannot; `file` is then a
    real one. Raises `ArchiveProblem`.
    """
    head = file.read(6)
    file.seek(0)
    with ExitStack() as stack:
        source: Any = file
        if head.startswith(b"\x1f\x8b"):
            source = gzip.GzipFile(fileobj=file)
        elif head.startswith(b"BZh"):
            source = bz2.BZ2File(file)
        elif head.startswith(b"\xfd7zXZ\0"):
            source = _Xz(file)
        elif head.startswith(b"\x28\xb5\x2f\xfd"):
            source = stack.enter_context(_zstd(file, zstd))
        yield Bounded(source, limit)


@contextmanager
def _zstd(file: IO[bytes], words: Sequence[str]) -> Iterator[Any]:
    try:
        from compression.zstd import ZstdError, ZstdFile  # type: ignore[import-not-found]  # noqa: PLC0415 -- since 3.14
    except ImportError:
        pass
    else:
        try:
            yield ZstdFile(file)
        except ZstdError as error:
            raise ArchiveProblem(f"it is damaged ({error})") from error
        return
    if not words:
        raise ArchiveProblem(
            "it is compressed with zstd, and there is no program `zstd` to decompress it with"
        )
    os.lseek(file.fileno(), 0, os.SEEK_SET)  # what Python has read ahead is not for others
    with subprocess.Popen([*words], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None  # noqa: S101 -- asked for above
        assert process.stderr is not None  # noqa: S101 -- asked for above
        try:
            yield _Program(process, process.stdout, process.stderr)
        finally:
            process.kill()  # whoever has read enough does not wait for the rest


class _Program:
    """The output of a program, which must end well."""

    def __init__(self, process: subprocess.Popen[bytes], output: IO[bytes], errors: IO[bytes]) -> None:
        self._process, self._output, self._errors = process, output, errors

    def read(self, size: int) -> bytes:
        data = self._output.read(size)
        if not data and self._process.wait() != 0:
            raise ValueError(self._errors.read().decode("utf-8", "replace").strip()[-200:])
        return data


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
        if found.type in _LONG and found.size > _HEADERS:
            raise tarfile.ReadError(f"a header of {found.size} bytes")
        if found.type == tarfile.GNUTYPE_SPARSE:
            raise tarfile.ReadError("a sparse member")
        return found


def read_tar(stream: Bounded, paths: Callable[[str], str] = place) -> Iterator[tuple[Member, IO[bytes]]]:
    """The members of a tar archive, each with its contents, to be read before the next is asked for.

    `paths` normalises names. Raises `ArchiveProblem`; an archive without members has none.
    """
    with reading():
        stream.headers = _HEADERS
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
                stream.headers = _HEADERS
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
        for item in items:
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


# --- deb ------------------------------------------------------------------------------------------------------------


class _Part:
    """A part of a file, as a file."""

    def __init__(self, file: IO[bytes], start: int, size: int) -> None:
        self._file, self._start, self._size = file, start, size
        self._position = 0
        file.seek(start)

    def read(self, size: int = -1) -> bytes:
        left = self._size - self._position
        data = self._file.read(left if size < 0 else min(size, left))
        self._position += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._position = offset
        return self._file.seek(self._start + offset, whence)

    def readable(self) -> bool:
        return True


def part_of_deb(file: IO[bytes], wanted: str) -> IO[bytes]:
    """The bytes of the part of a Debian package that starts with `wanted`: `data.tar`, `control.tar`.

    Raises `ArchiveProblem` for what is no package, or a damaged one.
    """
    size_of_file = file.seek(0, os.SEEK_END)
    file.seek(0)
    if file.read(len(_AR)) != _AR:
        raise ArchiveProblem("it is not a Debian package")
    position = len(_AR)
    while header := file.read(60):
        position += 60
        name, digits = header[:16].rstrip(b" ").rstrip(b"/"), header[48:58].rstrip(b" ")
        if len(header) < 60 or header[58:] != b"`\n" or not digits.isdigit() or not name.isascii():
            raise ArchiveProblem("it is damaged (a header of `ar` that is none)")
        size = int(digits)
        if size > size_of_file - position:
            raise ArchiveProblem("it is damaged (it ends in the middle)")
        if name.decode().startswith(wanted):
            return cast("IO[bytes]", _Part(file, position, size))
        position += size + size % 2
        file.seek(position)
    raise ArchiveProblem(f"it holds no `{wanted}`")
