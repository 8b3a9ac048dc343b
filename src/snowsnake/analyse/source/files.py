"""The files of a source: of an archive that must not be trusted, or of a directory.

An archive is read once, front to back, and never unpacked to disk. Every member's name and kind is checked, as the
builder that unpacks it will; the text of those that say something about the build is kept.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import posixpath
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from snowsnake.analyse.source.report import BadSource

LARGEST_SOURCE = 4 << 30
"""Bytes that a source may unpack to."""
_RATIO = 100  # text packs to a tenth; only what is made to be large packs to a hundredth
_ALWAYS_FINE = 256 << 20
_LARGEST_FILE = 4 << 20
_LARGEST_KEPT = 512 << 20
_MOST_FILES = 500_000
_PROJECT = ("pyproject.toml", "setup.py", "setup.cfg", "PKG-INFO")
_SKIPPED = frozenset(
    {".git", ".hg", ".svn", ".tox", ".nox", ".venv", "venv", "build", "dist", "node_modules", "__pycache__"}
)
_TEXTS = re.compile(
    r"\.(py|pyx|pxd|pxi|c|h|cc|cpp|cxx|c\+\+|hpp|hh|hxx|inc|ipp|tcc|tpp|cu|mm?|s|asm|i|f|f90|f77|f95|for|l|y|pyf"
    r"|rs|toml|cfg|ini|cmake|build|in|txt|ac|am|options|lock|src)$",
    re.IGNORECASE,
)
_NAMES = frozenset(
    {"PKG-INFO", "Cargo.lock", "configure", "config", "Makefile", "meson.build", "CMakeLists.txt"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceFiles:
    """The files of one source, by path below its root."""

    file: str
    """The source's own name."""
    names: frozenset[str]
    """All files, links included."""
    texts: Mapping[str, bytes]
    """What is in those that may say something about the build; not in those larger than 4 MB."""

    def text(self, name: str) -> str | None:
        """A file's text, bytes that are no UTF-8 replaced; `None` where it is not there or not kept."""
        data = self.texts.get(name)
        return None if data is None else data.decode("utf-8-sig", "replace")

    def below(self, directory: str) -> SourceFiles:
        """The files of a subdirectory, as a source of its own."""
        prefix = directory.strip("/") + "/"
        if prefix == "/":
            return self
        cut = len(prefix)
        return SourceFiles(
            file=self.file,
            names=frozenset(name[cut:] for name in self.names if name.startswith(prefix)),
            texts={name[cut:]: data for name, data in self.texts.items() if name.startswith(prefix)},
        )


def open_source(path: Path) -> SourceFiles:
    """Read the files of an sdist (`.tar.gz`, `.tar.bz2`, `.tar.xz`, `.zip`) or of a directory.

    Raises `BadSource`; `OSError` when it cannot be read.
    """
    if path.is_dir():
        return _directory(path)
    reader = _Archive(path)
    try:
        if zipfile.is_zipfile(path):
            reader.read_zip()
        else:
            reader.read_tar()
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError) as error:
        raise BadSource(path.name, f"the archive is truncated or corrupt ({error})") from error
    except (NotImplementedError, RuntimeError, ValueError) as error:  # zipfile: encrypted, unknown methods
        raise BadSource(path.name, f"the archive cannot be read ({error})") from error
    except OSError as error:
        if error.errno is None:  # gzip and bz2 say so of damaged data
            raise BadSource(path.name, f"the archive is truncated or corrupt ({error})") from error
        raise
    return reader.files()


def _wanted(name: str) -> bool:
    base = name.rpartition("/")[2]
    return base in _NAMES or _TEXTS.search(base) is not None


class _Bounded(io.RawIOBase):
    """A stream that gives nobody more than a little at once: headers of a tar archive may claim any size."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= 4 * _LARGEST_FILE:
            raise tarfile.ReadError(f"a header of {size} bytes")
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self._stream.close()
        super().close()


def _inflated(path: Path) -> _Bounded:
    with path.open("rb") as file:
        start = file.read(6)
    if start.startswith(b"\x1f\x8b"):
        return _Bounded(cast("IO[bytes]", gzip.open(path)))
    if start.startswith(b"BZh"):
        return _Bounded(bz2.open(path))
    if start.startswith(b"\xfd7zXZ"):
        return _Bounded(lzma.open(path))
    return _Bounded(path.open("rb"))


class _Archive:
    """Collects the members of an archive, and refuses what must not be unpacked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._limit = min(LARGEST_SOURCE, max(_ALWAYS_FINE, _RATIO * path.stat().st_size))
        self._names: set[str] = set()
        self._directories: set[str] = set()
        self._links: set[str] = set()
        self._texts: dict[str, bytes] = {}
        self._unpacked = 0
        self._kept = 0

    def read_tar(self) -> None:
        with _inflated(self._path) as inflated, tarfile.open(fileobj=inflated, mode="r:") as archive:
            for member in archive:
                self._grow(member.size)
                path = self._place(member.name)
                if member.isdir():
                    self._directories.add(path)
                elif member.issym():
                    self._link(path, member.linkname)
                elif member.islnk():
                    other = self._place(member.linkname)
                    if other not in self._names or other in self._links:
                        raise self._bad(f"`{path}` is a link to `{member.linkname}`, which is not in it")
                    self._add(path)
                    if other in self._texts:
                        self._texts[path] = self._texts[other]
                elif member.isreg():
                    self._add(path)
                    if self._keeps(path, member.size):
                        stream = archive.extractfile(member)
                        assert stream is not None  # noqa: S101 -- a regular member has contents
                        self._keep(path, stream, member.size)
                else:
                    raise self._bad(f"`{path}` is neither a file nor a directory nor a link")
            with suppress(gzip.BadGzipFile):  # some archives have padding after their end
                while rest := inflated.read(1 << 20):  # the checksum is at the end
                    self._grow(len(rest))

    def read_zip(self) -> None:
        with zipfile.ZipFile(self._path) as archive:
            for member in archive.infolist():
                self._grow(member.file_size)
                path = self._place(member.orig_filename)
                kind = stat.S_IFMT(member.external_attr >> 16)
                if member.is_dir():
                    self._directories.add(path)
                elif kind == stat.S_IFLNK:
                    with archive.open(member) as stream:
                        self._link(path, os.fsdecode(stream.read(4096)))
                elif kind in {0, stat.S_IFREG}:
                    self._add(path)
                    if self._keeps(path, member.file_size):
                        with archive.open(member) as stream:
                            self._keep(path, stream, member.file_size)
                else:
                    raise self._bad(f"`{path}` is neither a file nor a directory nor a link")

    def files(self) -> SourceFiles:
        """What was collected, below the one top directory."""
        both = self._names & {parent for name in self._names for parent in _parents(name)}
        if both:
            through = min(both)
            what = "leads through a link" if through in self._links else "is a file and a directory"
            raise self._bad(f"`{through}` {what}")
        top = self._top()
        found = SourceFiles(file=self._path.name, names=frozenset(self._names), texts=self._texts)
        return found.below(top)

    def _top(self) -> str:
        tops = {name.partition("/")[0] for name in self._names | self._directories} - {
            "pax_global_header",
            "",
        }
        directories = {name.partition("/")[0] for name in self._names if "/" in name}
        if not self._names:
            raise self._bad("it is empty")
        if len(tops) == 1 and directories == tops:
            return tops.pop()
        if any(name in self._names for name in _PROJECT):
            return ""
        if len(directories) == 1:  # `._name` beside `name`: made on a Mac
            return directories.pop()
        names = ", ".join(f"`{name}`" for name in sorted(tops)[:5])
        raise self._bad(f"it has no single top directory, but {names}")

    def _bad(self, problem: str) -> BadSource:
        return BadSource(self._path.name, problem)

    def _grow(self, size: int) -> None:
        self._unpacked += size
        if self._unpacked > self._limit:
            raise self._bad(
                f"it would unpack to more than {self._limit >> 20} MB, far more than its size lets expect"
            )

    def _place(self, name: str) -> str:
        parts = [part for part in name.split("/") if part not in {"", "."}]
        if name.startswith("/"):
            raise self._bad(f"member `{name}` has an absolute path")
        if ".." in parts:
            raise self._bad(f"member `{name}` leads out of it")
        if "\0" in name:
            raise self._bad(f"member {name!r} has a NUL in its name")
        return "/".join(parts)

    def _link(self, path: str, aim: str) -> None:
        end = posixpath.normpath(posixpath.join(posixpath.dirname(path), aim))
        if aim.startswith("/") or end == ".." or end.startswith("../"):
            raise self._bad(f"`{path}` is a link to `{aim}`, which leads out of it")
        self._add(path)
        self._links.add(path)

    def _add(self, path: str) -> None:
        if not path:
            raise self._bad("a member has no name")
        self._names.add(path)
        if len(self._names) > _MOST_FILES:
            raise self._bad(f"it has more than {_MOST_FILES} files")

    def _keeps(self, path: str, size: int) -> bool:
        return _wanted(path) and size <= _LARGEST_FILE and self._kept + size <= _LARGEST_KEPT

    def _keep(self, path: str, stream: IO[bytes], size: int) -> None:
        data = stream.read(size + 1)
        if len(data) != size:
            raise self._bad(f"member `{path}` is not as long as the archive says")
        self._texts[path] = data
        self._kept += size


def _parents(name: str) -> Iterator[str]:
    parts = name.split("/")
    return ("/".join(parts[:length]) for length in range(1, len(parts)))


def _directory(root: Path) -> SourceFiles:
    names: set[str] = set()
    texts: dict[str, bytes] = {}
    kept = 0
    for directory, children, files in os.walk(root):
        below = Path(directory)
        children[:] = sorted(
            child
            for child in children
            if child not in _SKIPPED
            and not child.endswith(".egg-info")
            and not (below / child / "pyvenv.cfg").exists()
            and not (below / child).is_symlink()
        )
        for file in sorted(files):
            path = below / file
            name = path.relative_to(root).as_posix()
            names.add(name)
            if not _wanted(name) or not path.is_file():  # a link may lead nowhere; a pipe must not be read
                continue
            size = path.stat().st_size
            if size <= _LARGEST_FILE and kept + size <= _LARGEST_KEPT:
                texts[name] = path.read_bytes()
                kept += size
    return SourceFiles(file=root.name, names=frozenset(names), texts=texts)
