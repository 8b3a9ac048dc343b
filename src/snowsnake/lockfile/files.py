"""`snowsnake.lock` on disk: read whole, written whole or not at all, by one process at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from snowsnake.lockfile.errors import DamagedLock, LockInUse, LockNotWritable, MissingLock, UnreadableLock
from snowsnake.lockfile.model import Lock
from snowsnake.lockfile.read import read_lock
from snowsnake.lockfile.write import write_lock
from snowsnake.storage import write_file

LARGEST = 256 * 2**20
"""Bytes; a lock of 460 packages has about one million."""


def load_lock(path: Path) -> Lock:
    """Read the lock at `path`.

    Raises `MissingLock`, `UnreadableLock`, and what `read_lock` raises (`DamagedLock`, `NewerLock`).
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # asked first: opening a pipe waits for its other end
            raise UnreadableLock(path, "not a regular file", is_file=False)
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise MissingLock(path) from None
    except OSError as error:
        raise UnreadableLock(path, _reason(error)) from None
    if len(content) > LARGEST:
        raise UnreadableLock(path, f"larger than {LARGEST // 2**20} MiB")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise DamagedLock(path, f"byte {error.start}", "not UTF-8") from None
    return read_lock(text, path)


def save_lock(lock: Lock, path: Path) -> bool:
    """Write the lock to `path`; whether the file changed.

    The file is replaced at once: another process, or a power cut, finds the old lock or the new one. It keeps
    its mode; a symbolic link stays and the file that it leads to is replaced. Raises `LockNotWritable`.
    """
    text = write_lock(lock).encode()
    try:
        place = _place(path)
        with contextlib.suppress(FileNotFoundError):
            if place.read_bytes() == text:
                return False
        write_file(place, text)
    except OSError as error:
        raise LockNotWritable(
            path,
            _reason(error),
            help=f"make sure that you may write to `{path.parent}` and that its disk has room",
        ) from None
    return True


@contextlib.contextmanager
def only_writer(path: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold off other snowsnake processes that would write the lock at `path`.

    For use around all of it: reading inputs, resolving, writing. The lock (flock) is on the directory:
    nothing is left behind, and the kernel lets go when the process dies, however it dies. Waits up to
    `wait` seconds; raises `LockInUse` then, `LockNotWritable` when there is no such directory.
    """
    try:
        directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise LockNotWritable(path, _reason(error), help=f"is `{path.parent}` a directory?") from None
    try:
        end = time.monotonic() + wait
        while not _taken(directory):
            if time.monotonic() >= end:
                raise LockInUse(path, _holder(directory))
            time.sleep(0.05)
        yield
    finally:
        os.close(directory)


def _taken(directory: int) -> bool:
    """Take the lock; false when another process has it."""
    try:
        fcntl.flock(directory, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # Some network file systems cannot lock a directory. Replacing the file is atomic there too: the worst
        # case is that the last of two writers wins.
        return True
    return True


def _holder(directory: int) -> int | None:
    """The process that has the lock, as /proc/locks tells; `None` when it does not."""
    inode = os.fstat(directory).st_ino
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
            fields = line.split()
            if fields[1] == "FLOCK" and int(fields[5].rsplit(":", 1)[1]) == inode and int(fields[4]) > 0:
                return int(fields[4])
    return None


def _place(path: Path) -> Path:
    """Where to write: the file itself, or what a symbolic link leads to. Raises `LockNotWritable`."""
    try:
        place = path.resolve(strict=True)
    except FileNotFoundError:
        if path.is_symlink():
            raise LockNotWritable(
                path, "it is a symbolic link to a file that does not exist", help=f"remove it: `rm {path}`"
            ) from None
        return path.parent.resolve(strict=True) / path.name
    except (OSError, RuntimeError):  # a circle of links; Python before 3.13 says RuntimeError
        raise LockNotWritable(
            path, "its symbolic links lead nowhere", help=f"remove it: `rm {path}`"
        ) from None
    if not stat.S_ISREG(place.stat().st_mode):
        raise LockNotWritable(path, "it is not a regular file", help=f"move it away: `mv {path} {path}.old`")
    return place


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
