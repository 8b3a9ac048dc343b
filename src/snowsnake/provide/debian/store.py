"""Databases in the cache: appear whole or not at all, are checked when they are opened, are replaced, and age."""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from snowsnake.errors import SnowsnakeError
from snowsnake.scratch import replacing
from snowsnake.storage import file_age, newest_first

_FORMAT = 2  # of the databases; another number is another file
_FORGOTTEN = 60 * 86_400  # seconds after which a closure that nobody asked for again goes


class DamagedCache(SnowsnakeError):
    """A database in the cache cannot be read."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(f"the cached index `{path}` cannot be read: {problem}", help=f"rm {path}")


class Database:
    """A database that is only read. Any thread may use it, one at a time."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises `DamagedCache` and `OSError`."""
        self._path = path
        with _machine_errors(path):
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
            )
        weakref.finalize(self, self._connection.close)  # Python 3.13 warns of what is left open

    def select(self, query: str, values: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Rows of a query. Raises `DamagedCache` and `OSError`."""
        with _machine_errors(self._path):
            yield from self._connection.execute(query, values)


@contextmanager
def new_database(path: Path, script: str) -> Iterator[sqlite3.Connection]:
    """A new database, made with `script`, which is at `path` when the block ends well, whole, or not at all.

    Raises `OSError`, whatever SQLite calls it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        replacing(path) as new,
        _machine_errors(new),
        closing(sqlite3.connect(new)) as connection,
    ):
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {script}")
        yield connection
        connection.commit()


@contextmanager
def _machine_errors(path: Path) -> Iterator[None]:
    """SQLite's errors that are about this machine as `OSError` and `MemoryError`, the others as `DamagedCache`."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        match code:
            case sqlite3.SQLITE_FULL:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from error
            case sqlite3.SQLITE_NOMEM:
                raise MemoryError from error
            case (
                sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM
            ):
                path.open("rb").close()  # what the system itself says of it
                raise OSError(errno.EIO, os.strerror(errno.EIO), str(path)) from error
        raise DamagedCache(path, str(error)) from error


def cached_database(folder: Path, prefix: str, sha256: str, build: Callable[[Path], None]) -> Path:
    """The database made from the index with this hash, built now if it is not there as it was built.

    Older ones with the same prefix are dropped: a suite's index changes several times a day.
    """
    stem = f"{prefix}-v{_FORMAT}-{sha256[:32]}"
    if (there := _sound(folder.glob(f"{stem}-*.sqlite"))) is not None:
        return there
    new = folder / f"{stem}.{os.getpid()}"  # its name is known when it is there
    try:
        build(new)
        path = folder / f"{stem}-{_digest(new)}.sqlite"
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    older = sorted((p for p in folder.glob(f"{prefix}-v*") if p != path), key=newest_first)
    for old in older[1:]:  # the newest stays: another process may be at work with it
        old.unlink(missing_ok=True)
    _tidy(folder)
    return path


def newest_database(folder: Path, prefix: str) -> Path | None:
    """The database of an earlier index with this prefix, whatever its hash; `None` where there is none."""
    return _sound(sorted(folder.glob(f"{prefix}-v{_FORMAT}-*.sqlite"), key=newest_first))


def _sound(paths: Iterator[Path] | list[Path]) -> Path | None:
    """The first that is as it was written; others are removed on the way."""
    for path in paths:
        with suppress(OSError):
            if path.stem.endswith(f"-{_digest(path)}"):
                return path
            path.unlink()
    return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]


def _tidy(folder: Path) -> None:
    """Remove what is long forgotten, or of a time that cannot be."""
    for path in (*folder.glob("closure-*.json"), *folder.glob("*.refused")):
        found = file_age(path)
        if found is None or found > _FORGOTTEN:
            path.unlink(missing_ok=True)
