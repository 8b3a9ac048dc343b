"""What archives are packed in, as streams that are read once, front to back, and give up in time.

Memory is bounded whatever a header says, and so is what comes out; what libraries raise of damaged files becomes an
`ArchiveProblem`.
"""

from __future__ import annotations

import bz2
import errno
import gzip
import lzma
import os
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import IO, Any, cast

CHUNK = 1 << 20
HEADERS = 1 << 20
"""Bytes of one member's headers: long names, pax records."""
_RATIO = 100  # text packs to a tenth; only what is made to be large packs to a hundredth
_ALWAYS_FINE = 1 << 30
_XZ_MEMORY = 1 << 29
_AR = b"!<arch>\n"
_DAMAGED = (EOFError, ValueError, lzma.LZMAError, zlib.error, tarfile.TarError, zipfile.BadZipFile)
_ALSO = (NotImplementedError, RuntimeError, OverflowError)  # zipfile's: a method that it lacks, a password


class ArchiveProblem(Exception):
    """What is wrong with an archive: the end of a sentence whose subject is its name."""


def limit_of(size: int, always: int | None = None) -> int:
    """How many bytes an archive of `size` bytes may unpack to; `always` are fine."""
    return max(_ALWAYS_FINE if always is None else always, _RATIO * size)


def shown(text: str) -> str:
    """A name as errors show it: short, and without what a terminal would obey."""
    cut = text if len(text) <= 80 else text[:80] + "…"
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in cut
    )


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
                raise ArchiveProblem(f"it is damaged (a header of more than {HEADERS >> 20} MB)")
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


ZSTD = b"\x28\xb5\x2f\xfd"
"""What a zstd stream begins with."""


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
        elif head.startswith(ZSTD):
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


# --- deb -------------------------------------------------------------------------------------------------------------


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
