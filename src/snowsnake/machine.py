"""What a machine refuses: room on its disks, memory, open files, threads. Whatever fails then, this is why."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator

from snowsnake.errors import SnowsnakeError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says where there is no room for a file."""


class LimitReached(SnowsnakeError):
    """This machine gives us no more of something."""

    of_machine = True

    def __init__(self, what: str, option: str, details: str | None = None) -> None:
        self.what = what
        super().__init__(
            f"this machine gives no more {what}",
            help=f"end other programs, or raise the limit: `ulimit -{option} unlimited`"
            if option != "n"
            else "end other programs, or raise the limit: `ulimit -n 4096`",
            details=details,
        )


class NoRoom(SnowsnakeError):
    """A disk is full."""

    of_machine = True

    def __init__(self, error: OSError) -> None:
        self.error = error
        place = f" for `{os.fsdecode(error.filename)}`" if isinstance(error.filename, str | bytes) else ""
        what = (
            "no space left on the disk" if error.errno != errno.EFBIG else "files may not become that large"
        )
        limit = "" if error.errno != errno.EFBIG else "raise the limit (`ulimit -f unlimited`), or "
        super().__init__(
            f"{what}{place}",
            help=f"{limit}free some, or use another: SNOWSNAKE_CACHE_DIR, SNOWSNAKE_STATE_DIR and TMPDIR say where",
        )


_MEMORY, _FILES, _THREADS = ("memory", "v"), ("open files", "n"), ("processes and threads", "u")
_NUMBERS = {errno.ENOMEM: _MEMORY, errno.EMFILE: _FILES, errno.ENFILE: _FILES, errno.EAGAIN: _THREADS}
_SAID = (
    (("bytes in one file", "f"), r"File too large|os error 27\b"),
    (_FILES, r"Too many open files|os error 24\b"),
    (
        _MEMORY,
        (
            r"Cannot allocate memory|memory allocation of \d+ bytes failed|std::bad_alloc|[Oo]ut of memory"
            r"|Out of Memory|failed to map segment from shared object|os error 12\b|MemoryError"
        ),
    ),
    (
        _THREADS,
        (
            r"can't start new thread|failed to spawn thread|unable to start thread|cannot fork|unable to fork"
            r"|os error 11\b|Resource temporarily unavailable"
        ),
    ),
)


def refusal(error: BaseException) -> SnowsnakeError | None:
    """What the machine refused, where that is behind an error; an error that says so itself is left as it is."""
    if isinstance(error, SnowsnakeError) and error.of_machine:
        return None
    for one in _chain(error):
        match one:
            case MemoryError():
                return LimitReached(*_MEMORY)
            case BlockingIOError() | InterruptedError():
                continue
            case OSError(errno=int(number)) if number in _NUMBERS:
                return LimitReached(*_NUMBERS[number])
            case OSError(errno=int(number)) if number in FULL:
                return NoRoom(one)
            case ImportError() | RuntimeError() | SystemError():
                if (limit := said(str(one))) is not None:
                    return limit
    return None


def said(text: str) -> LimitReached | None:
    """The limit that another program complained about."""
    return next((LimitReached(*what, details=text) for what, words in _SAID if re.search(words, text)), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that led to it, also where they are not shown (`from None`)."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
