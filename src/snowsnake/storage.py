"""Files in caches and in the state directory: written whole, checked when they are read, and of an age that can be.

Whatever happens to a process while it writes, and whatever happens to its files afterwards, a later run finds the old
content, the new content, or nothing.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from contextlib import suppress
from pathlib import Path

from snowsnake.scratch import replacing

SLACK = 60.0
"""Seconds that a time stamp may lie in the future: clocks of file servers are a little ahead of ours."""


def age(moment: float, now: float) -> float | None:
    """Seconds from `moment` until `now`, both in seconds since 1970; `None` where that cannot be.

    What lies in the future says nothing: the clock was wrong then, or is wrong now. It is as old as can be for one who
    asks whether something is fresh, and never a reason to keep it.
    """
    found = now - moment
    return max(found, 0.0) if found >= -SLACK else None  # false for NaN as well


def file_age(path: Path) -> float | None:
    """Seconds since a file was changed; `None` where its stamp lies in the future, or there is none."""
    with suppress(OSError):
        return age(path.stat().st_mtime, time.time())
    return None


def is_recent(path: Path, seconds: float) -> bool:
    """Whether a file is there and was written less than so many seconds ago."""
    found = file_age(path)
    return found is not None and found < seconds


def newest_first(path: Path) -> float:
    """A key to sort files by, the newest first; one with a stamp in the future, or that is gone, comes last."""
    found = file_age(path)
    return float("inf") if found is None else found


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file of our own at once; its folder is made if need be. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as new:
        new.write_bytes(content)


def write_file(path: Path, content: bytes) -> None:
    """Replace a file of the user's at once, or make it: its mode stays, and also a power cut leaves the old or the new.

    A symbolic link stays, and the file that it leads to is replaced. Raises `OSError`.
    """
    place = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():  # a pipe, a terminal: `/dev/stdout`
        path.write_bytes(content)
        return
    with replacing(place, ".snowsnake-") as new, new.open("wb") as file:
        file.write(content)
        os.fchmod(file.fileno(), _mode(place))
        file.flush()
        os.fsync(file.fileno())
    directory = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # The rename itself must survive a power cut; a file system that cannot do this has its own rules.
        with suppress(OSError):
            os.fsync(directory)
    finally:
        os.close(directory)


def write_sealed(path: Path, content: bytes) -> None:
    """Replace a file of our own at once by one that tells whether it is as it was written. Raises `OSError`."""
    write_whole(path, _seal(content) + content)


def read_sealed(path: Path) -> bytes | None:
    """What `write_sealed` wrote; `None` where there is nothing, or something else: it is made anew then."""
    try:
        found = path.read_bytes()
    except OSError:
        return None
    head, _, content = found.partition(b"\n")
    return content if head + b"\n" == _seal(content) else None


def _seal(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + b"\n"


def _mode(place: Path) -> int:
    """The mode that a file has, or the one that a new file gets."""
    try:
        return stat.S_IMODE(place.stat().st_mode)
    except FileNotFoundError:
        return 0o666 & ~_umask()


def _umask() -> int:
    """The mask of the modes of new files; where nothing tells, nobody else may do anything.

    Not from `os.umask`, which has to set it to tell it: files that other threads make meanwhile would be everybody's.
    """
    with suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_bytes().splitlines()
        return int(next(line for line in lines if line.startswith(b"Umask:")).split()[1], 8)
    return 0o077
