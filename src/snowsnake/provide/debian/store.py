"""Databases in the cache: appear whole or not at all, are replaced, age, and may be damaged by others."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from snowsnake.errors import SnowsnakeError

_FORMAT = 1  # of the databases; another number is another file
_LEFT_OVER = 86_400  # seconds after which a temporary file belongs to nobody any more
_FORGOTTEN = 60 * 86_400  # seconds after which a closure that nobody asked for again goes


class DamagedCache(SnowsnakeError):
    """A database in the cache cannot be read."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(f"the cached index `{path}` cannot be read: {problem}", help=f"rm {path}")


class Database:
    """A database that is only read. Any thread may use it, one at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise DamagedCache(path, str(error)) from error

    def select(self, query: str, values: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Rows of a query. Raises `DamagedCache`."""
        try:
            yield from self._connection.execute(query, values)
        except sqlite3.Error as error:
            raise DamagedCache(self._path, str(error)) from error


class replacing:  # noqa: N801 -- a context manager, used like a function
    """A temporary path beside `target` that becomes it when the block ends well, and else vanishes."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def __enter__(self) -> Path:
        self._target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._target.parent, prefix="build-")
        os.close(handle)
        self._path = Path(name)
        return self._path

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._path.replace(self._target)
        else:
            self._path.unlink(missing_ok=True)


def cached_database(folder: Path, prefix: str, sha256: str, build: Callable[[Path], None]) -> Path:
    """The database made from the index with this hash, built now if it is not there yet.

    Older ones with the same prefix are dropped: a suite's index changes several times a day.
    """
    path = folder / f"{prefix}-v{_FORMAT}-{sha256[:32]}.sqlite"
    if not path.exists():
        build(path)
        older = sorted((p for p in folder.glob(f"{prefix}-v*.sqlite") if p != path), key=_age)
        for old in older[1:]:  # the newest stays: another process may be at work with it
            old.unlink(missing_ok=True)
        _tidy(folder)
    return path


def newest_database(folder: Path, prefix: str) -> Path | None:
    """The database of an earlier index with this prefix, whatever its hash; `None` where there is none."""
    return min(folder.glob(f"{prefix}-v{_FORMAT}-*.sqlite"), key=_age, default=None)


def is_recent(path: Path, seconds: float) -> bool:
    """Whether a file is there and was written less than so many seconds ago."""
    return path.exists() and _age(path) < seconds


def _age(path: Path) -> float:
    """Seconds since the last change; none for a file that has just gone."""
    with suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime
    return 0.0


def _tidy(folder: Path) -> None:
    """Remove what a process that was killed left behind, and what is long forgotten."""
    for path in (*folder.glob("build-*"), *folder.parent.glob("fetch-*"), *folder.parent.glob("write-*")):
        if _age(path) > _LEFT_OVER:
            path.unlink(missing_ok=True)
    for path in (*folder.glob("closure-*.json"), *folder.glob("*.refused")):
        if _age(path) > _FORGOTTEN:
            path.unlink(missing_ok=True)
