"""Errors as users see them: the one place that turns an exception into text and an exit code."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from snowsnake.errors import SnowsnakeError
from snowsnake.machine import refusal
from snowsnake.ui.text import printable, printable_lines, shortened


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What is said of an exception."""

    exit_code: int
    kind: str
    """The class's name, for programs."""
    message: str | None
    """`None` when there is nothing to say (Ctrl-C, a closed pipe)."""
    help: str | None = None
    details: str | None = None

    def text(self) -> str:
        """For a person; safe to print."""
        if self.message is None:
            return ""
        parts = [f"error: {printable(shortened(self.message))}"]
        if self.details:
            parts.append(
                "\n".join(f"  {line}".rstrip() for line in printable_lines(self.details).splitlines())
            )
        if self.help:
            parts.append(f"help: {printable(shortened(self.help))}")
        return "\n\n".join(parts) + "\n"

    def document(self) -> dict[str, object]:
        """For `--json`."""
        error = {"kind": self.kind, "message": self.message, "help": self.help, "details": self.details}
        return {"snowsnake": 1, "error": error}


def handle(error: BaseException, *, problems: Path, arguments: list[str]) -> Report:
    """Say what `error` means to the user.

    `problems` is the directory for reports about our own bugs: a traceback goes there, never to the terminal.
    """
    error = refusal(error) or error
    kind = type(error).__name__
    if isinstance(error, SnowsnakeError):
        return Report(
            exit_code=error.exit_code,
            kind=kind,
            message=error.message,
            help=error.help,
            details=error.details,
        )
    if isinstance(error, KeyboardInterrupt):
        return Report(exit_code=130, kind="Interrupted", message=None)
    if isinstance(error, BrokenPipeError):
        return Report(
            exit_code=141, kind=kind, message=None
        )  # what a shell says of a child that SIGPIPE ended
    if isinstance(error, FileNotFoundError) and error.filename is None and _nowhere():
        return Report(
            exit_code=1,
            kind=kind,
            message="the directory that this was started in is gone",
            help="change to one that is there: `cd`",
        )
    if isinstance(error, OSError) and isinstance(error.filename, str | bytes):
        return Report(
            exit_code=1,
            kind=kind,
            message=f"`{os.fsdecode(error.filename)}`: {(error.strerror or kind).lower()}",
            help="snowsnake needs this file: look at its permissions and at the free space of its disk",
        )
    if isinstance(error, OSError) and error.strerror:
        return Report(
            exit_code=1,
            kind=kind,
            message=error.strerror.lower(),
            help="look at the disks, limits and permissions of this machine, then run the same command again",
        )
    where = _write_report(error, problems, arguments)
    return Report(
        exit_code=1,
        kind="Bug",
        message=f"this is a bug in snowsnake ({kind})",
        help=f"please report it, with the file `{where}`" if where else "please report it",
    )


def _nowhere() -> bool:
    """Whether the current directory was removed."""
    try:
        os.getcwd()  # noqa: PTH109 -- the question itself
    except FileNotFoundError:
        return True
    return False


def show(report: Report, stream: TextIO, *, colour: bool) -> None:
    """Print a report on `stream`."""
    text = report.text()
    if not text:
        return
    if colour:
        text = text.replace("error:", "\x1b[1;31merror:\x1b[0m", 1)
        head, found, tail = text.rpartition("\nhelp:")
        if found:
            text = f"{head}\n\x1b[1;36mhelp:\x1b[0m{tail}"
    stream.write(text)
    stream.flush()


def show_json(report: Report, stream: TextIO) -> None:
    """Print a report as `--json` does."""
    import json  # noqa: PLC0415 -- not for `--help`

    stream.write(json.dumps(report.document(), indent=2, sort_keys=True) + "\n")
    stream.flush()


def _write_report(error: BaseException, problems: Path, arguments: list[str]) -> Path | None:
    """Write the traceback (without local variables: they may hold credentials) to a file of its own."""
    import traceback  # noqa: PLC0415 -- never, one hopes

    path = problems / f"{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}.txt"
    verb = next((word for word in arguments if not word.startswith("-")), "")
    try:
        problems.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"snowsnake {verb}\n\n" + "".join(traceback.format_exception(error)),
            encoding="utf-8",
            errors="replace",
        )
    except OSError:
        return None
    return path
