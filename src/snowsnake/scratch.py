"""Temporary files and directories that are gone when we are, however we end.

Each is locked (flock) by the process that made it. The kernel lets go when that process dies, so the next process that
makes one at the same place removes what it finds unlocked: `kill -9` leaves nothing for good.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import shutil
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

_OURS = re.compile(r"(snowsnake-[a-z]+-|\.snowsnake-|new-)[0-9a-f]{12}")
"""The names of everything that is made here."""
_there: set[Path] = set()
_swept: set[Path] = set()
_sweeping = threading.Lock()


@contextlib.contextmanager
def scratch_directory(prefix: str, *, within: Path | None = None) -> Iterator[Path]:
    """A new directory that only the user may enter, below `within` or where temporary files are; gone afterwards.

    `prefix` is `snowsnake-WORD-`, `.snowsnake-` or `new-`. Raises `OSError`.
    """
    folder = within or Path(tempfile.gettempdir())
    _sweep(folder)
    while True:
        path = _name(folder, prefix)
        _there.add(path)  # before it is made: an exception may come between any two lines
        path.mkdir(0o700)
        handle = _held(path, os.O_DIRECTORY)
        if handle is not None:
            break
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            _there.discard(path)
        os.close(handle)


@contextlib.contextmanager
def replacing(target: Path, prefix: str = "new-") -> Iterator[Path]:
    """A new file beside `target`, which becomes it when the block ends well, and else vanishes.

    Other processes see all of the old file or all of the new one. Only the user may read it. Raises `OSError`.
    """
    _sweep(target.parent)
    while True:
        path = _name(target.parent, prefix)
        _there.add(path)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        handle = _held(path)
        if handle is not None:
            break
    try:
        yield path
        path.replace(target)
    finally:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        _there.discard(path)
        os.close(handle)


def remove_all() -> None:
    """Remove what is still there; whoever ends the process without waiting for its threads calls this last."""
    for path in list(_there):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _name(folder: Path, prefix: str) -> Path:
    path = folder / f"{prefix}{secrets.token_hex(6)}"
    assert _OURS.fullmatch(path.name), path.name  # noqa: S101 -- else nobody would ever remove it
    return path


def _held(path: Path, flags: int = 0) -> int | None:
    """The locked file or directory; `None` where another process has just taken it for a dead one's."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | flags)
    except FileNotFoundError:
        return None
    with contextlib.suppress(OSError):  # a file system without locks: then nobody else gets one either
        fcntl.flock(handle, fcntl.LOCK_EX)
    if os.fstat(handle).st_nlink:
        return handle
    os.close(handle)
    return None


def _sweep(folder: Path) -> None:
    """Remove what dead processes of this user left in a folder; once in a process is enough."""
    with _sweeping:
        if folder in _swept:
            return
        _swept.add(folder)
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in [entry for entry in entries if _OURS.fullmatch(entry.name)]:
                _remove_unlocked(Path(entry.path))


def _remove_unlocked(path: Path) -> None:
    with contextlib.suppress(OSError):  # another's, or gone meanwhile
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            found = os.fstat(handle)
            if found.st_uid != os.geteuid():
                return
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if stat.S_ISDIR(found.st_mode):
                shutil.rmtree(path, ignore_errors=True)
            elif stat.S_ISREG(found.st_mode):
                path.unlink()
        finally:
            os.close(handle)
