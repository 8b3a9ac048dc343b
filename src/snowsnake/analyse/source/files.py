"""The files of a source: of an archive that must not be trusted, or of a directory.

An archive is read once, front to back, and never unpacked to disk. Every member's name and kind is checked, as the
builder that unpacks it will; the text of those that say something about the build is kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from snowsnake.analyse.listing import Listing
from snowsnake.analyse.source.report import BadSource
from snowsnake.builders.members import read_source, take
from snowsnake.builders.streams import CHUNK, ArchiveProblem, limit_of, shown

LARGEST_SOURCE = 4 << 30
"""Bytes that a source may unpack to."""
_ALWAYS_FINE = 256 << 20
_LARGEST_FILE = 4 << 20
_LARGEST_KEPT = 512 << 20
_PROJECT = ("pyproject.toml", "setup.py", "setup.cfg", "PKG-INFO")
_SKIPPED = frozenset(
    {".git", ".hg", ".svn", ".tox", ".nox", ".venv", "venv", "build", "dist", "node_modules", "__pycache__"}
)
_TEXTS = re.compile(
    r"\.(py|pyx|pxd|pxi|c|h|cc|cpp|cxx|c\+\+|hpp|hh|hxx|inc|ipp|tcc|tpp|cu|mm?|s|asm|i|f|f90|f77|f95|for|l|y|pyf"
    r"|rs|toml|cfg|ini|cmake|build|in|txt|ac|am|options|lock|src|sh|bash)$",
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


ASIDE = frozenset(
    {"test", "tests", "testing", "doc", "docs", "example", "examples", "benchmark", "benchmarks"}
)
"""Directories whose sources are not part of what is installed."""


def open_source(path: Path) -> SourceFiles:
    """Read the files of an sdist (`.tar.gz`, `.tar.bz2`, `.tar.xz`, `.zip`) or of a directory.

    Raises `BadSource`; `OSError` when it cannot be read.
    """
    if path.is_dir():
        return _directory(path)
    reader = _Texts()
    tree = Listing(reader.read)
    limit = min(LARGEST_SOURCE, limit_of(path.stat().st_size, _ALWAYS_FINE))
    try:
        with path.open("rb") as file:
            for member, content in read_source(file, limit):
                take(member, content, tree)
        tree.real()  # no link leads out
        names = frozenset({*tree.files, *tree.links})
        texts = {name: data for name, data in tree.files.items() if data is not None}
        return SourceFiles(file=path.name, names=names, texts=texts).below(_top(names, tree.directories))
    except ArchiveProblem as error:
        raise BadSource(path.name, str(error)) from error


def _wanted(name: str) -> bool:
    base = name.rpartition("/")[2]
    return base in _NAMES or _TEXTS.search(base) is not None


class _Texts:
    """Keeps the text of files that may say something about the build."""

    def __init__(self) -> None:
        self._kept = 0

    def read(self, path: str, stream: IO[bytes], executable: bool) -> bytes | None:  # noqa: ARG002
        """The contents of a file, `None` for one that is not wanted or too large."""
        if not _wanted(path) or self._kept > _LARGEST_KEPT:
            while stream.read(CHUNK):  # a zip has a checksum at its end
                pass
            return None
        data = stream.read(_LARGEST_FILE + 1)
        if len(data) > _LARGEST_FILE:
            return None
        self._kept += len(data)
        return data


def _top(names: Collection[str], directories: Collection[str]) -> str:
    """The one top directory, empty for an archive that is its own. Raises `ArchiveProblem`."""
    tops = {name.partition("/")[0] for name in (*names, *directories)} - {"pax_global_header", ""}
    with_files = {name.partition("/")[0] for name in names if "/" in name}
    if not names:
        raise ArchiveProblem("it is empty")
    if len(tops) == 1 and with_files == tops:
        return tops.pop()
    if any(name in names for name in _PROJECT):
        return ""
    if len(with_files) == 1:  # `._name` beside `name`: made on a Mac
        return with_files.pop()
    shown_names = ", ".join(f"`{shown(name)}`" for name in sorted(tops)[:5])
    raise ArchiveProblem(f"it has no single top directory, but {shown_names}")


def _directory(root: Path) -> SourceFiles:
    names: set[str] = set()
    texts: dict[str, bytes] = {}
    kept = 0
    top = root.resolve()
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
            if path.is_symlink() and not path.resolve().is_relative_to(
                top
            ):  # it will lead nowhere in the store
                continue
            size = path.stat().st_size
            if size <= _LARGEST_FILE and kept + size <= _LARGEST_KEPT:
                texts[name] = path.read_bytes()
                kept += size
    return SourceFiles(file=root.name, names=frozenset(names), texts=texts)
