"""Standard streams that whoever started us has closed, filled up, or given an encoding without our letters."""

from __future__ import annotations

import io
import os
import sys
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import Any, TextIO, cast

from snowsnake.errors import SnowsnakeError


class OutputFailed(SnowsnakeError):
    """Standard output takes nothing: what was asked for is done, and cannot be told."""

    of_machine = True

    def __init__(self, error: OSError) -> None:
        self.error = error
        super().__init__(
            f"cannot write to standard output: {(error.strerror or str(error)).lower()}",
            help="send it somewhere else: `> FILE`",
        )


class _Stream(ABC):
    """A text stream whose troubles are told by `_failed`."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write."""
        try:
            return 0 if text == "" else self._stream.write(text)  # click tries what a stream takes
        except OSError as error:
            self._failed(error)
        return len(text)

    def flush(self) -> None:
        """Flush."""
        try:
            self._stream.flush()
        except OSError as error:
            self._failed(error)

    @abstractmethod
    def _failed(self, error: OSError) -> None:
        """What becomes of text that cannot be written."""

    def __getattr__(self, name: str) -> Any:
        """Everything else is the stream's."""
        return getattr(self._stream, name)


class _Output(_Stream):
    """Standard output. Raises `OutputFailed`, and `BrokenPipeError` where nobody reads on."""

    def _failed(self, error: OSError) -> None:
        _drop(1)
        raise error if isinstance(error, BrokenPipeError) else OutputFailed(error)


class _Messages(_Stream):
    """Standard error, which may be lost: a message that nobody can read is no reason to stop."""

    def _failed(self, error: OSError) -> None:  # noqa: ARG002 -- that is the point
        _drop(2)


def prepare() -> None:
    """Make the three streams usable, once, before anything else is opened."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is this one. Else a file of ours would get it, and be written to by others.
            os.set_inheritable(os.open(os.devnull, os.O_WRONLY if number == 2 else os.O_RDONLY), True)
    if sys.stdout is None:  # what is printed fails, as it does for other programs
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 -- a descriptor
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout = cast("TextIO", _Output(sys.stdout))
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr = cast("TextIO", _Messages(sys.stderr))


def _drop(number: int) -> None:
    """Let what is written to a stream from now on go nowhere: Python flushes once more when it ends, and complains."""
    with suppress(OSError):
        null = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
        os.dup2(null, number)
        os.close(null)
