"""`Contents-<arch>.gz` as a small database: who has a library, program, header or pkg-config module."""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from snowsnake.errors import SnowsnakeError
from snowsnake.lockfile.model import NeedKind
from snowsnake.provide.debian.store import Database, replacing
from snowsnake.provide.interface import Holder

_CHUNK = 1 << 22  # compressed bytes read at once

# One alternative a kind. Names end at white space: Contents has some paths with blanks, none of them ours.
_ENTRY = r"""
^(?:usr/)?(?:
   (?P<libdir>lib(?:64)?(?:/{triplet})?)/(?:(?P<sub>[^/\s]+)/)?(?P<soname>[^/\s]+\.so(?:\.[^/\s]*)?)
 | (?:s?bin|games)/(?P<program>[^/\s]+)
 | include/(?:{triplet}/)?(?P<header>\S+\.(?:h|hpp|hh|hxx|inc)|c\+\+/\S+)
 | (?:lib(?:/{triplet})?|share)/pkgconfig/(?P<module>[^/\s]+)\.pc
)[ \t]+(?P<packages>\S+)$
"""
_UNLIKELY = re.compile(
    r"-(dbg|dbgsym|cross|udeb|doc|examples?|tests?)$|-cross-|-cross$|-dev-|-(armel|armhf|arm64|i386)-"
)


class DamagedContents(SnowsnakeError):
    """A contents index is signed and yet not readable."""

    def __init__(self, source: str, problem: str) -> None:
        self.source = source
        super().__init__(
            f"the index `{source}` cannot be read: {problem}", help="report it: the index is signed"
        )


def build_database(blocks: Iterable[bytes], into: Path, *, triplet: str) -> None:
    """Read contents, given as blocks of whole lines, into a database, whole or not at all.

    Raises what `blocks` raises.
    """
    pattern = re.compile(
        re.sub(r"\s+(?![^\[]*\])", "", _ENTRY).replace("{triplet}", re.escape(triplet)).encode(), re.MULTILINE
    )
    with replacing(into) as path:
        connection = sqlite3.connect(path)
        try:
            connection.executescript(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
                "CREATE TABLE entry (kind TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL,"
                " directory TEXT NOT NULL, packages TEXT NOT NULL);"
            )
            for block in blocks:
                connection.executemany("INSERT INTO entry VALUES (?,?,?,?,?)", _rows(pattern, block))
            connection.executescript("CREATE INDEX by_name ON entry (name, kind);")
            connection.commit()
        finally:
            connection.close()


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


class Contents:
    """Look-ups in one or more databases. Not safe for several threads at once."""

    def __init__(self, databases: Sequence[Path], *, alternatives: Sequence[str]) -> None:
        self._databases = [Database(path) for path in databases]
        self._rank = {"": 0} | {name: n for n, name in enumerate(alternatives, 1)}

    def holders(self, kind: NeedKind, name: str, *, preferred: Collection[str] = ()) -> list[Holder]:
        """Packages that have it, the one to take first.

        A library counts when the loader finds it (its own directories), or when Debian's alternatives would
        link it there. Packages in `preferred` (the interpreter's) win; then a program's package of the same
        name; then those called `lib…` (for libraries); then the shortest name.
        """
        found: dict[str, Holder] = {}
        for database in self._databases:
            query = "SELECT path, directory, packages FROM entry WHERE kind = ? AND name = ?"
            for path, directory, packages in database.select(query, (kind, name)):
                if directory not in self._rank:
                    continue
                for qualified in packages.split(","):
                    package = qualified.rpartition("/")[2]
                    holder = Holder(package=package, path=path, directory=directory)
                    known = found.get(package)
                    if known is None or self._rank[directory] < self._rank[known.directory]:
                        found[package] = holder

        def order(holder: Holder) -> tuple[object, ...]:
            package = holder.package
            likely = package.startswith("lib") if kind == "soname" else package == name
            return (
                package not in preferred,
                self._rank[holder.directory],
                bool(_UNLIKELY.search(package)),
                kind == "soname" and package.endswith("-dev"),
                not likely,
                len(package),
                package,
            )

        return sorted(found.values(), key=order)
