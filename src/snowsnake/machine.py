"""What a machine refuses: room on its disks, memory, open files, threads. Whatever fails then, this is why."""

from __future__ import annotations

import errno
import os
import re
import resource
import signal
from collections.abc import Iterator

from snowsnake.errors import SnowsnakeError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says where there is no room for a file."""


class LimitReached(SnowsnakeError):
    """This machine gives us no more of something."""

    of_machine = True

    def __init__(self, what: str, option: str, details: str | None = None) -> None:
        """`option` is that of the shell's `ulimit`."""
        self.what = what
        soft, _, unit = _limit(option)
        said = "" if soft is None else f": the limit is {soft}{unit} (`ulimit -{option}`)"
        super().__init__(f"this machine gives no more {what}{said}", help=_advice(option), details=details)


class NotEnoughMemory(SnowsnakeError):
    """The limit on memory is lower than what it takes to say more than that."""

    of_machine = True

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"snowsnake needs {LEAST_MEMORY >> 20} MB of address space: the limit is {limit >> 20} MB (`ulimit -v`)",
            help=_advice("v"),
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


class NoTemporaryDirectory(SnowsnakeError):
    """None of the places for temporary files takes one."""

    of_machine = True

    def __init__(self, said: str) -> None:
        super().__init__(
            "there is no directory for temporary files that can be written to",
            help="free some space there, or name another one in TMPDIR: `mkdir -p ~/tmp`, then `export TMPDIR=~/tmp`",
            details=said,
        )


LEAST_MEMORY = 384 << 20
"""Bytes of address space: libraries that are not Python end the process where they get no more."""
_LIMITS = {
    "v": (resource.RLIMIT_AS, 1024, " KiB"),
    "f": (resource.RLIMIT_FSIZE, 1024, " KiB"),
    "n": (resource.RLIMIT_NOFILE, 1, ""),
    "u": (resource.RLIMIT_NPROC, 1, ""),
    "t": (resource.RLIMIT_CPU, 1, " seconds"),
}
"""By the option of `ulimit`: the resource, and what its numbers count."""


def _limit(option: str) -> tuple[int | None, int | None, str]:
    """The limit, the most that it can be raised to, `None` for none, and their unit."""
    number, size, unit = _LIMITS[option]
    soft, hard = (
        None if one == resource.RLIM_INFINITY else one // size for one in resource.getrlimit(number)
    )
    return soft, hard, unit


def _advice(option: str) -> str:
    """What to do about a limit, in words that work."""
    soft, hard, _ = _limit(option)
    if soft is None:
        return "end other programs, then run the same command again"
    if soft == hard and os.geteuid() != 0:
        return f"start it from a shell without this limit, which cannot be raised in this one (`ulimit -H{option}`)"
    most = None if os.geteuid() == 0 else hard
    if option == "n":  # of which there are never any number
        most = min(4096, most or 4096)
    return (
        f"raise the limit: `ulimit -{option} {'unlimited' if most is None else most}`, or end other programs"
    )


def check() -> None:
    """Raise `NotEnoughMemory` where nothing of use can be done."""
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit != resource.RLIM_INFINITY and limit < LEAST_MEMORY:
        raise NotEnoughMemory(limit)


_MEMORY, _FILES, _THREADS = ("memory", "v"), ("open files", "n"), ("processes and threads", "u")
_SIZE, _TIME = ("bytes in one file", "f"), ("time on its processors", "t")
_NUMBERS = {errno.ENOMEM: _MEMORY, errno.EMFILE: _FILES, errno.ENFILE: _FILES}
_SAID = (
    (_SIZE, r"File too large|os error 27\b"),
    (_FILES, r"Too many open files|os error 24\b"),
    (
        _MEMORY,
        (
            r"Cannot allocate memory|memory allocation of \d+ bytes failed|std::bad_alloc|[Oo]ut of memory"
            r"|Out of Memory|Failed to expand heap|failed to map segment from shared object|os error 12\b|MemoryError"
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
            case BlockingIOError() if _started_a_program(one):
                return LimitReached(*_behind(_THREADS))
            case BlockingIOError() | InterruptedError():
                continue
            case OSError(errno=int(number)) if number in _NUMBERS:
                return LimitReached(*_behind(_NUMBERS[number]))
            case OSError() if (room := _no_room(one)) is not None:
                return room
            case ImportError() | RuntimeError() | SystemError():
                if (limit := said(str(one))) is not None:
                    return limit
    return None


def _no_room(error: OSError) -> SnowsnakeError | None:
    """What to say of a file that could not be written; `None` for other errors."""
    if error.errno in FULL:
        return NoRoom(error)
    if "usable temporary directory" in str(error):
        # The standard library has tried to write some bytes, and does not say why it could not.
        return LimitReached(*_SIZE) if _limit("f")[0] == 0 else NoTemporaryDirectory(str(error))
    return None


def said(text: str) -> LimitReached | None:
    """The limit that another program complained about."""
    what = next((what for what, words in _SAID if re.search(words, text)), None)
    return LimitReached(*_behind(what), details=text) if what is not None else None


def ended(status: int, text: str) -> LimitReached | None:
    """The limit for which a program was ended by a signal (`-status`); `text` is what it had said."""
    what = {-signal.SIGXFSZ: _SIZE, -signal.SIGXCPU: _TIME}.get(status)
    if status in {-signal.SIGSEGV, -signal.SIGABRT} and _limit("v")[0] is not None:
        what = _MEMORY  # programs that did not get it, and went on all the same
    return LimitReached(*what, details=text or None) if what is not None else None


def _behind(what: tuple[str, str]) -> tuple[str, str]:
    """Threads need memory for their stacks, and the system has one word for both; few have a limit on memory."""
    return _MEMORY if what == _THREADS and _limit("v")[0] is not None else what


def _started_a_program(error: BaseException) -> bool:
    """Whether an error is of starting a program: a lock that another process holds has the same number."""
    innermost = error.__traceback__
    while innermost is not None and innermost.tb_next is not None:
        innermost = innermost.tb_next
    return innermost is not None and innermost.tb_frame.f_globals.get("__name__") == "subprocess"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that led to it, also where they are not shown (`from None`)."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
