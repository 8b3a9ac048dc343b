"""The memo of an environment: what was looked at when it was realised, so the next run need not look again.

A memo is a file of NUL-terminated fields (paths may hold anything else): a header, the environment's store
path, the target, the digest of the lock file's bytes, the digest of the script's metadata, the newest time in the
environment, then path and signature by turns, then `end`. It is replaced atomically; one that is cut short or of
another version is no memo.

The hot path imports this module: it imports nothing that Python's own start has not imported, which is why it
uses plain classes and `os.path`.
"""

from __future__ import annotations

# pathlib takes longer to import than all of the hot path.
# ruff: noqa: PTH115, PTH116, PTH123
import os
import sys

from snowsnake.environments.intact import glance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

HEADER = "snowsnake memo 2"
ABSENT = "absent"
# Two writes within one tick of the kernel's clock leave the same mtime; ticks are at most 10 ms long.
TICK_NS = 20_000_000


class Memo:
    """What was true when an environment was last realised."""

    __slots__ = ("environment", "lock_digest", "metadata_digest", "newest", "target", "watched")

    def __init__(
        self,
        *,
        environment: str,
        target: str,
        lock_digest: str,
        metadata_digest: str,
        watched: tuple[tuple[str, str], ...],
        newest: str = "",
    ) -> None:
        self.environment = environment
        """Store path."""
        self.target = target
        self.lock_digest = lock_digest
        """SHA-256 of the lock file's bytes."""
        self.metadata_digest = metadata_digest
        """Of a script's PEP 723 block; empty for other subjects."""
        self.newest = newest or glance(environment)
        """What `glance` says of the environment."""
        self.watched = watched
        """Absolute path and `signature` of every file that decided, also of those that were not there."""

    def fresh(self) -> bool:
        """Whether every watched file is as it was."""
        return all(signature(path) == known for path, known in self.watched)


def signature(path: str) -> str:
    """What changes when the file at `path` changes: times, size and inode, or `absent`."""
    try:
        found = os.stat(path)
    except OSError:
        return ABSENT
    return f"{found.st_mtime_ns} {found.st_ctime_ns} {found.st_size} {found.st_ino}"


def watch(paths: Iterable[str], *, now_ns: int) -> tuple[tuple[tuple[str, str], ...], int]:
    """Sign `paths` (absolute), to be done *before* they are read.

    Returns the signatures and how many nanoseconds to wait before signing again (0: they can be relied on): a
    file that was written within this tick of the clock could be written again without a trace.
    """
    signed = tuple((path, signature(path)) for path in dict.fromkeys(paths))
    newest = max((int(known.split(" ")[1]) for _, known in signed if known != ABSENT), default=0)
    age = now_ns - newest
    return signed, TICK_NS - age if 0 <= age < TICK_NS else 0


def read(path: str) -> Memo | None:
    """Read the memo at `path`; `None` when there is none that can be trusted."""
    try:
        with open(path, "rb") as file:
            fields = os.fsdecode(file.read()).split("\0")
    except OSError:
        return None
    # ... "end", "" : the last field is terminated too.
    if len(fields) < 8 or fields[0] != HEADER or fields[-2:] != ["end", ""] or len(fields) % 2 == 1:
        return None
    pairs = fields[6:-2]
    return Memo(
        environment=fields[1],
        target=fields[2],
        lock_digest=fields[3],
        metadata_digest=fields[4],
        newest=fields[5],
        watched=tuple(zip(pairs[::2], pairs[1::2], strict=True)),
    )


def encode(memo: Memo) -> bytes:
    """Write `memo` as bytes for `read`."""
    fields = [HEADER, memo.environment, memo.target, memo.lock_digest, memo.metadata_digest, memo.newest]
    for path, known in memo.watched:
        fields += (path, known)
    fields.append("end")
    return os.fsencode("\0".join(fields) + "\0")


def usable(entry: str, metadata_digest: str = "") -> str | None:
    """The store path that the state directory's `entry` stands for, if nothing has changed since it was
    realised.

    The GC root decides: where the link is gone, points elsewhere, or its target is not there or was written to, the
    memo is void.
    """
    memo = read(entry + "/memo")
    if memo is None or memo.metadata_digest != metadata_digest or not memo.fresh():
        return None
    try:
        if os.readlink(entry + "/environment") != memo.environment:
            return None
        os.stat(memo.environment + "/bin/python")
        if glance(memo.environment) != memo.newest:
            return None
        os.utime(entry + "/memo")  # `clean` goes by it; a memo is never watched itself
    except OSError:
        return None
    return memo.environment


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal, without the 4 ms that `hashlib` takes to load OpenSSL."""
    if sys.version_info >= (3, 12):
        try:
            from _sha2 import sha256  # noqa: PLC0415 -- exists from 3.12 on, and not in every build
        except ImportError:
            from hashlib import sha256  # noqa: PLC0415 -- only where the builtin module is missing
    else:
        try:
            from _sha256 import sha256  # type: ignore[import-not-found]  # noqa: PLC0415 -- until 3.11
        except ImportError:
            from hashlib import sha256  # noqa: PLC0415 -- PyPy
    text: str = sha256(data).hexdigest()
    return text
