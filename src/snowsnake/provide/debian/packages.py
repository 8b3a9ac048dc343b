"""`Packages.xz` as a small database: which versions a suite has, what each depends on, and its hash."""

from __future__ import annotations

import lzma
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from pathlib import Path

from snowsnake.errors import SnowsnakeError
from snowsnake.lockfile.model import DebArtifact
from snowsnake.provide.debian.relations import compare
from snowsnake.provide.debian.store import Database, new_database

_FIELDS = re.compile(
    rb"^(Package|Version|Architecture|Depends|Pre-Depends|Provides|Conflicts|Breaks|Filename|Size|SHA256)"
    rb": (.*)$",
    re.MULTILINE,
)
_SCHEMA = """
CREATE TABLE package (
  name TEXT NOT NULL, version TEXT NOT NULL, architecture TEXT NOT NULL,
  depends TEXT NOT NULL, provides TEXT NOT NULL, conflicts TEXT NOT NULL,
  path TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE provides (virtual TEXT NOT NULL, package INTEGER NOT NULL);
"""
_NAME = re.compile(r"[a-z0-9][a-z0-9+.-]+")
_VERSION = re.compile(r"[0-9A-Za-z.+~:-]+")
_PATH = re.compile(r"pool/[A-Za-z0-9_.+~:%/-]+\.deb")


class DamagedPackages(SnowsnakeError):
    """A package index is signed and yet not readable."""

    def __init__(self, source: str, problem: str) -> None:
        self.source = source
        super().__init__(
            f"the index `{source}` cannot be read: {problem}", help="report it: the index is signed"
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Package:
    """One version of a package in one archive."""

    name: str
    version: str
    architecture: str
    """`amd64`, `all`."""
    archive: str
    """`debian`, `debian-security`."""
    snapshot: str
    """A timestamp at which the snapshot archive has it."""
    path: str
    size: int
    sha256: str
    depends: str
    """Pre-Depends and Depends, as the index writes them."""
    provides: str
    conflicts: str
    """Conflicts and Breaks: either way the two do not go into one tree."""

    @property
    def upstream(self) -> str:
        """The version without epoch and Debian revision: `3.13.5` of `3.13.5-2+deb13u5`."""
        version = self.version.partition(":")[2] or self.version
        return version.rpartition("-")[0] or version

    def artifact(self) -> DebArtifact:
        """What the lock says of it."""
        return DebArtifact(
            file=f"{self.name}_{self.version.replace(':', '%3a')}_{self.architecture}.deb",
            archive=self.archive,
            path=self.path,
            snapshot=self.snapshot,
            sha256=self.sha256,
            size=self.size,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One archive's database of a suite."""

    database: Path
    archive: str
    snapshot: str


class PackageIndex:
    """A suite's packages for one architecture, all archives together. For one thread at a time."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = [(part, Database(part.database)) for part in parts]
        self._candidates: dict[str, tuple[Package, ...]] = {}

    def candidates(self, name: str) -> tuple[Package, ...]:
        """Every version of a package, newest first."""
        if name not in self._candidates:
            self._candidates[name] = _newest_first(self._select("name = ?", name))
        return self._candidates[name]

    def providers(self, virtual: str) -> tuple[Package, ...]:
        """Packages that say they provide a name (in any version), by name, newest first."""
        found = self._select("rowid IN (SELECT package FROM provides WHERE virtual = ?)", virtual)
        return tuple(sorted(_newest_first(found), key=lambda package: package.name))

    def _select(self, where: str, value: str) -> list[Package]:
        query = f"SELECT * FROM package WHERE {where} ORDER BY rowid"  # noqa: S608 -- two literals above
        found: dict[tuple[str, str], Package] = {}
        for part, database in self._parts:
            for row in database.select(query, (value,)):
                name, version, architecture, depends, provides, conflicts, path, size, sha256 = row
                # An earlier archive wins: a package of a point release is also in the archive that it came
                # from.
                found.setdefault(
                    (name, version),
                    Package(
                        name=name,
                        version=version,
                        architecture=architecture,
                        archive=part.archive,
                        snapshot=part.snapshot,
                        path=path,
                        size=int(size),
                        sha256=sha256,
                        depends=depends,
                        provides=provides,
                        conflicts=conflicts,
                    ),
                )
        return list(found.values())


def _newest_first(packages: list[Package]) -> tuple[Package, ...]:
    def order(a: Package, b: Package) -> int:
        return compare(b.version, a.version)

    return tuple(sorted(packages, key=cmp_to_key(order)))


def build_database(compressed: Path, into: Path, *, architecture: str, source: str) -> None:
    """Read a `Packages.xz` whose hash has been checked into a database at `into`, which appears whole or not
    at all.

    Raises `DamagedPackages` and `OSError`.
    """
    try:
        with lzma.open(compressed) as file:
            text = file.read()
    except (lzma.LZMAError, EOFError) as error:
        raise DamagedPackages(source, str(error)) from error
    with new_database(into, _SCHEMA) as connection:
        _fill(connection, text, architecture, source)


def _fill(connection: sqlite3.Connection, text: bytes, architecture: str, source: str) -> None:
    virtuals: list[tuple[str, int]] = []

    def rows() -> Iterator[tuple[str | int, ...]]:
        number = 0
        for stanza in text.split(b"\n\n"):
            fields = {
                key.decode(): value.decode("utf-8", "replace") for key, value in _FIELDS.findall(stanza)
            }
            if not fields or fields.get("Architecture") not in {architecture, "all"}:
                continue
            number += 1
            provides = fields.get("Provides", "")
            if provides:
                virtuals.extend(
                    (item.split("(")[0].split(":")[0].strip(), number) for item in provides.split(",")
                )
            yield _row(fields, source)

    connection.executemany("INSERT INTO package VALUES (?,?,?,?,?,?,?,?,?)", rows())
    connection.executemany("INSERT INTO provides VALUES (?,?)", virtuals)
    connection.execute("CREATE INDEX by_name ON package (name)")
    connection.execute("CREATE INDEX by_virtual ON provides (virtual)")


def _row(fields: dict[str, str], source: str) -> tuple[str | int, ...]:
    try:
        name, version, path, sha256 = (fields[key] for key in ("Package", "Version", "Filename", "SHA256"))
        size = int(fields["Size"][:18])  # SQLite's integers end soon after
    except (KeyError, ValueError) as error:
        raise DamagedPackages(source, f"a package has no {error}") from None
    # These become file names and addresses.
    if (
        not _NAME.fullmatch(name)
        or not _VERSION.fullmatch(version)
        or not _PATH.fullmatch(path)
        or "/../" in path
        or not re.fullmatch(r"[0-9a-f]{64}", sha256)
    ):
        raise DamagedPackages(source, f"package `{name}` has an impossible name, version, path or hash")
    depends = ", ".join(filter(None, (fields.get("Pre-Depends"), fields.get("Depends"))))
    conflicts = ", ".join(filter(None, (fields.get("Conflicts"), fields.get("Breaks"))))
    return (
        name,
        version,
        fields["Architecture"],
        depends,
        fields.get("Provides", ""),
        conflicts,
        path,
        size,
        sha256,
    )
