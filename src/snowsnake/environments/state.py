"""The state directory: which environments exist, for whom, and the GC roots that keep them.

    <state>/environments/<key>/environment      GC root: a link to the store path
                               memo             see `memo`; its time stamp is the last use
                               about.json       whose it is, for `clean` and for people
                               copies.json      see `develop`; copy-* are GC roots
                               snowsnake.lock   of ad-hoc requirements and of scripts (a project's lies in the
                               project); of a named environment, as it was applied
    <state>/locks/<key>                         held while an environment is made
    <state>/bin/                                programs of named environments, for the `PATH` (see `programs`)

The key of a named environment is `@NAME`, so that people find it.

Every file is replaced atomically, and nothing but the GC root is ever relied on: a process that is killed at
any moment leaves at worst an entry without a memo, which the next run makes anew.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snowsnake.environments import memo
from snowsnake.environments.subjects import Subject
from snowsnake.errors import SnowsnakeError
from snowsnake.events import Notice, Observer
from snowsnake.parsing import parse_json
from snowsnake.project_files import LOCK_NAME, SETTINGS, SOURCES
from snowsnake.storage import age, write_file


class StateNotWritable(SnowsnakeError):
    """The state directory cannot be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        self.path = path
        self.error = error
        super().__init__(
            f"cannot write to snowsnake's state directory `{path}`: {error.strerror or error}",
            help="make it writable, or name another one in the environment variable `SNOWSNAKE_STATE_DIR`",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One environment's directory in the state directory."""

    directory: Path

    @property
    def environment(self) -> Path:
        """The GC root."""
        return self.directory / "environment"

    @property
    def memo(self) -> Path:
        """See `memo`."""
        return self.directory / "memo"

    @property
    def about(self) -> Path:
        """Whose it is."""
        return self.directory / "about.json"

    @property
    def copies(self) -> Path:
        """Which copies of developed directories it was built from (see `develop`); not there where there are none."""
        return self.directory / "copies.json"

    @property
    def lock(self) -> Path:
        """The lock of a subject that has no better place for one."""
        return self.directory / LOCK_NAME

    def target(self) -> str | None:
        """The store path that the GC root names, if it is there."""
        try:
            path = os.readlink(self.environment)  # noqa: PTH115 -- as text, not normalised
        except OSError:
            return None
        return path if os.path.lexists(path) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Remembered:
    """An entry as `clean` sees it."""

    key: str
    kind: str
    """`project`, `script`, `named`, `ad-hoc`, or `unknown` where the entry is damaged."""
    owner: str | None
    """The project's directory, the script, or the file that names it; `None` for ad-hoc requirements."""
    description: str
    """For a person: the owner, or the requirements."""
    environment: str | None
    """Store path."""
    last_used: float
    """Seconds since the epoch."""
    directory: Path

    @property
    def orphaned(self) -> bool:
        """Whether what it belonged to is gone, or it is of no use as it is."""
        if self.kind == "unknown" or self.environment is None:
            return True
        return self.owner is not None and not os.path.lexists(self.owner)


class State:
    """The state directory at `directory`, made on first use."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @property
    def problems(self) -> Path:
        """Where reports about snowsnake's own bugs are written."""
        return self.directory / "problems"

    def entry(self, subject: Subject) -> Entry:
        """The entry of `subject`, which need not exist."""
        return Entry(directory=self.directory / "environments" / subject.key)

    @contextmanager
    def held(self, key: str, observer: Observer) -> Iterator[None]:
        """Keep other snowsnakes from the environment `key` meanwhile; waits, and says so. Raises
        `StateNotWritable`.

        The kernel lets go when the process ends, however it ends.
        """
        path = self.directory / "locks" / key
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StateNotWritable(self.directory, error) from error
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                observer(
                    Notice(level="info", text="waiting for another snowsnake that makes this environment")
                )
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def prepare(self, subject: Subject) -> Entry:
        """Make the entry's directory and say whose it is. Raises `StateNotWritable`."""
        from snowsnake.requirements.text import without_credentials  # noqa: PLC0415 -- not on the hot path

        entry = self.entry(subject)
        about = {
            "kind": subject.kind,
            "directory": subject.directory,
            "script": subject.script,
            "requirements": [without_credentials(text) for text in subject.requirements],
            "files": list(subject.files),
            "python": subject.python,
        }
        if subject.kind == "named":
            about["name"] = subject.name
        try:
            entry.directory.mkdir(parents=True, exist_ok=True)
            write_file(entry.about, json.dumps(about, indent=2).encode())
        except OSError as error:
            raise StateNotWritable(self.directory, error) from error
        return entry

    def remember(self, entry: Entry, remembered: memo.Memo) -> None:
        """Write the memo that makes the next run hot. Raises `StateNotWritable`."""
        try:
            write_file(entry.memo, memo.encode(remembered))
        except OSError as error:
            raise StateNotWritable(self.directory, error) from error

    def keep(self, path: Path, content: bytes) -> None:
        """Write a file of an entry. Raises `StateNotWritable`."""
        try:
            write_file(path, content)
        except OSError as error:
            raise StateNotWritable(self.directory, error) from error

    def entries(self) -> list[Remembered]:
        """Everything that is remembered, longest unused first."""
        found: list[Remembered] = []
        with suppress(FileNotFoundError, NotADirectoryError):
            found = [_remembered(path) for path in (self.directory / "environments").iterdir()]
        return sorted(found, key=lambda item: (item.last_used, item.key))

    def forget(self, remembered: Remembered) -> bool:
        """Let go of an environment. False where another snowsnake is busy with it. Raises
        `StateNotWritable`."""
        path = self.directory / "locks" / remembered.key
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # The memo first: without it nobody trusts what is left.
                for name in ("memo", "environment"):
                    (remembered.directory / name).unlink(missing_ok=True)
                shutil.rmtree(remembered.directory)
            except BlockingIOError:
                return False
            finally:
                os.close(handle)
        except OSError as error:
            raise StateNotWritable(self.directory, error) from error
        return True


def sign(paths: list[str]) -> tuple[tuple[str, str], ...]:
    """`memo.watch`, waiting until the signatures can be relied on (at most a tick of the clock)."""
    signed, wait = memo.watch(paths, now_ns=time.time_ns())
    if wait:
        time.sleep(wait / 1e9)
        signed, _ = memo.watch(paths, now_ns=time.time_ns())
    return signed


def watched_paths(subject: Subject, lock_file: Path) -> list[str]:
    """The files, there or not, that decide `subject`'s environment and are known before any is read."""
    paths = [str(lock_file)]
    # What `requirements` may look at in a directory, there or not: a file that appears counts as a change.
    if subject.kind == "project":
        paths += [str(Path(subject.directory, name)) for name in (LOCK_NAME, *SOURCES, *SETTINGS)]
    elif subject.kind == "script":
        paths += [subject.script + ".lock", str(Path(subject.directory, ".python-version"))]
    elif subject.kind == "named":
        paths += subject.files
    elif subject.files:
        beside = (str(Path(subject.directory, name)) for name in (*SOURCES, *SETTINGS))
        paths += [*subject.files, *beside]
    return list(dict.fromkeys(paths))


def _remembered(directory: Path) -> Remembered:
    entry = Entry(directory=directory)
    about: dict[str, Any] = {}
    with suppress(OSError, ValueError):
        loaded = parse_json(entry.about.read_bytes())
        about = loaded if isinstance(loaded, dict) else {}
    kind = about.get("kind")
    owner: str | None = None
    if kind == "project":
        owner = description = str(about.get("directory"))
    elif kind == "script":
        owner = description = str(about.get("script"))
    elif kind == "named":
        owner, description = str((about.get("files") or [""])[0]), str(about.get("name"))
    elif kind == "ad-hoc":
        description = " ".join([*map(str, about.get("requirements", [])), *map(str, about.get("files", []))])
    else:
        kind, description = "unknown", directory.name
    now, last_used = time.time(), 0.0
    for path in (entry.memo, entry.about, directory):
        with suppress(OSError):
            last_used = path.stat().st_mtime
            if age(last_used, now) is None:  # the clock was wrong; from now on it ages like every other
                last_used = now
                os.utime(path)
            break
    return Remembered(
        key=directory.name,
        kind=kind,
        owner=owner,
        description=description,
        environment=entry.target(),
        last_used=last_used,
        directory=directory,
    )
