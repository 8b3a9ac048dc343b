"""Which attribute of nixpkgs has a library, program, header or pkg-config module.

Asked is the table that snowsnake ships, made by `scripts/nixpkgs-files`, or the user's own nix-index database, which is
reduced to such a table once. Only light modules are imported here: `snowsnake locate` answers in a moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from snowsnake.provide.tables import FileTable, file_table

if TYPE_CHECKING:
    from snowsnake.lockfile.model import NeedKind

SHIPPED = Path(__file__).with_name("shipped") / "nixpkgs.table"
_FORMAT = 1  # of what is reduced; another number is another file in the cache


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


class NixpkgsFiles:
    """Look-ups in a table of nixpkgs. Not safe for several threads at once."""

    def __init__(self, table: FileTable) -> None:
        self.table = table

    def attributes(self, kind: NeedKind, name: str) -> list[Attribute]:
        """Those that have it, the one to take first; three at most. Raises `BadFileTable`."""
        suffix = ".pc" if kind == "pkg-config" else ""
        found = []
        for value in self.table.find(kind, name):
            directory, _, rest = value.partition(" ")
            attribute, _, output = rest.partition(" ")
            found.append(
                Attribute(attribute=attribute, output=output or "out", path=f"{directory}{name}{suffix}")
            )
        return found


@cache
def shipped_files() -> NixpkgsFiles:
    """What snowsnake ships. Raises `BadFileTable`."""
    return NixpkgsFiles(FileTable(SHIPPED))


def attribute_for(kind: NeedKind, name: str) -> Attribute | None:
    """The attribute of nixpkgs to take for a need, as the shipped table says; `None` where nobody has it.

    Raises `BadFileTable`.
    """
    return next(iter(shipped_files().attributes(kind, name)), None)


@cache
def nixpkgs_label(kind: NeedKind, name: str, *, like: str = "") -> str | None:
    """The same as one writes it (`cairo.dev`); `None` also for kinds that no table has.

    Of several that have it, one that is called `like` another base's package (`ghostscript`) is taken. Raises
    `BadFileTable`.
    """
    if kind not in {"soname", "program", "header", "pkg-config"}:
        return None
    found = shipped_files().attributes(kind, name)
    return next((item.label for item in (*(i for i in found if i.attribute == like), *found)), None)


def files_of(database: Path, cache: Path) -> NixpkgsFiles:
    """Look-ups in a nix-index database: as the table in `cache` that it was reduced to, now (a minute) or before.

    Raises `BadNixIndex`, `NoZstd`, `BadFileTable` and `OSError`.
    """
    table = reduced_table(database, cache)
    if not table.exists():
        from snowsnake.provide.debian.store import replacing  # noqa: PLC0415 -- once for each database

        made = reduced(database, source=str(database))
        with replacing(table) as path:
            path.write_bytes(made)
        for other in table.parent.glob(f"{_key(database)}-*.table"):
            if other != table:
                other.unlink(missing_ok=True)
    return NixpkgsFiles(FileTable(table, shipped=False))


def reduced_table(database: Path, cache: Path) -> Path:
    """Where the table of a database is, or will be: another size or time of the database is another table."""
    status = database.stat()
    return cache / "nixpkgs" / f"{_key(database)}-v{_FORMAT}-{status.st_size}-{status.st_mtime_ns}.table"


def reduced(database: Path, *, source: str) -> bytes:
    """The table of a nix-index database, as its file. Raises `BadNixIndex`, `NoZstd` and `OSError`."""
    from snowsnake.provide.nixpkgs.nix_index import read_nix_index  # noqa: PLC0415 -- seldom, and slow to import
    from snowsnake.provide.nixpkgs.reduce import WANTED, table_rows  # noqa: PLC0415 -- the same

    rows = table_rows(read_nix_index(database, WANTED))
    return file_table(rows, {"source": source})


def _key(database: Path) -> str:
    import hashlib  # noqa: PLC0415 -- only for the user's own database

    return hashlib.sha256(str(database.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:12]
