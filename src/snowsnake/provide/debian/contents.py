"""`Contents-<arch>.gz` as a small database: who has a library, program, header or pkg-config module."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from snowsnake.errors import SnowsnakeError
from snowsnake.provide.debian.store import Database, new_database

if TYPE_CHECKING:
    from snowsnake.provide.tables import FileKind

_CHUNK = 1 << 22  # compressed bytes read at once
_SCHEMA = (
    "PRAGMA cache_size = -65536;"
    "CREATE TABLE entry (kind TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL,"
    " directory TEXT NOT NULL, packages TEXT NOT NULL);"
)

# One alternative a kind. Names end at white space: Contents has some paths with blanks, none of them ours.
_ENTRY = r"""
^(?:usr/)?(?:
   (?P<libdir>lib(?:64)?(?:/{triplet})?)/(?:(?P<sub>[^/\s]+)/)?(?P<soname>[^/\s]+\.so(?:\.[^/\s]*)?)
 | (?:s?bin|games)/(?P<program>[^/\s]+)
 | include/(?:{triplet}/)?(?P<header>\S+\.(?:h|hpp|hh|hxx|inc)|c\+\+/\S+)
 | (?:lib(?:/{triplet})?|share)/pkgconfig/(?P<module>[^/\s]+)\.pc
)[ \t]+(?P<packages>\S+)$
"""


class DamagedContents(SnowsnakeError):
    """A contents index is signed and yet not readable."""

    def __init__(self, source: str, problem: str) -> None:
        self.source = source
        super().__init__(
            f"the index `{source}` cannot be read: {problem}", help="report it: the index is signed"
        )


def build_database(blocks: Iterable[bytes], into: Path, *, triplet: str) -> None:
    """Read contents, given as blocks of whole lines, into a database, whole or not at all.

    Raises what `blocks` raises, and `OSError`.
    """
    pattern = re.compile(
        re.sub(r"\s+(?![^\[]*\])", "", _ENTRY).replace("{triplet}", re.escape(triplet)).encode(), re.MULTILINE
    )
    with new_database(into, _SCHEMA) as connection:
        for block in blocks:
            connection.executemany("INSERT INTO entry VALUES (?,?,?,?,?)", _rows(pattern, block))
        connection.execute("CREATE INDEX by_name ON entry (name, kind)")


def read_contents(compressed: Path, *, source: str) -> Iterator[bytes]:
    """The text of a `Contents-<arch>.gz` whose hash has been checked, in blocks of whole lines.

    Raises `DamagedContents`.
    """
    inflate, rest = zlib.decompressobj(wbits=31), b""
    with compressed.open("rb") as file:
        while chunk := file.read(_CHUNK):
            try:
                text = rest + inflate.decompress(chunk)
            except zlib.error as error:
                raise DamagedContents(source, str(error)) from error
            whole, newline, rest = text.rpartition(b"\n")
            yield whole + newline
    if not inflate.eof:
        raise DamagedContents(source, "it is cut short")
    yield rest


def _rows(pattern: re.Pattern[bytes], block: bytes) -> Iterator[tuple[str, str, str, str, str]]:
    for match in pattern.finditer(block):
        packages = match["packages"].decode("utf-8", "replace")
        path = match[0].split(None, 1)[0].decode("utf-8", "replace").removeprefix("usr/")
        if match["soname"] is not None:
            sub = (match["sub"] or b"").decode("utf-8", "replace")
            yield "soname", match["soname"].decode("utf-8", "replace"), path, sub, packages
        elif match["program"] is not None:
            yield "program", match["program"].decode("utf-8", "replace"), path, "", packages
        elif match["header"] is not None:
            yield "header", match["header"].decode("utf-8", "replace"), path, "", packages
        else:
            yield "pkg-config", match["module"].decode("utf-8", "replace"), path, "", packages


class DatabaseRows:
    """A database as `holders.Rows`."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises `DamagedCache`."""
        self._database = Database(path)

    def rows(self, kind: FileKind, name: str) -> Iterator[tuple[str, str, str]]:
        """The places of a name. Raises `DamagedCache`."""
        query = "SELECT path, directory, packages FROM entry WHERE kind = ? AND name = ?"
        for path, directory, packages in self._database.select(query, (kind, name)):  # noqa: UP028 -- as typed rows
            yield path, directory, packages

    def libraries(self, start: str) -> Iterator[str]:
        """The names of libraries that begin with `start`. Raises `DamagedCache`."""
        query = "SELECT DISTINCT name FROM entry WHERE kind = 'soname' AND name >= ? AND name < ?"
        yield from (name for (name,) in self._database.select(query, (start, start + "\U0010ffff")))
