"""The terminal as the verbs see it: where data, progress, notes and errors go, and in what dress."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TextIO

from snowsnake.ui import errors
from snowsnake.ui.text import printable, shortened

if TYPE_CHECKING:
    from snowsnake.events import Event, Observer  # not for verbs that answer at once

_PATIENCE = 2.0
"""Seconds without an event, after which it is shown that something goes on."""
Colour = Literal["auto", "always", "never"]


class Display(Protocol):
    """An observer that draws until it is closed."""

    def __call__(self, event: Event) -> None:
        """Take one event."""

    def waiting(self) -> None:
        """Show that something goes on, before there is an event that tells what."""

    def close(self, *, finished: bool = True, summary: bool = True) -> None:
        """End; the terminal is as before. `finished`: the work was not broken off by an error; `summary`: say what it
        was in all."""


@dataclass(slots=True)
class Terminal:
    """How to talk to this user. The verbs' options set the fields, once, before anything is printed."""

    out: TextIO = field(default_factory=lambda: sys.stdout)
    """For data only."""
    err: TextIO = field(default_factory=lambda: sys.stderr)
    """For everything else."""
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    quiet: bool = False
    verbose: bool = False
    json: bool = False
    colour: Colour = "auto"
    _open: _Lazy | None = None
    """The display of the block that is being run."""

    def coloured(self) -> bool:
        """Whether to colour what goes to `err` (https://no-color.org)."""
        if self.colour != "auto":
            return self.colour == "always"
        return self._live()

    def _live(self) -> bool:
        """Whether control sequences may be written at all, to colour or to redraw."""
        if self.colour == "never" or (self.colour == "auto" and self.environ.get("NO_COLOR")):
            return False
        return self.err.isatty() and self.environ.get("TERM", "") not in {"", "dumb"}

    def note(self, text: str) -> None:
        """Say something that is not data."""
        if not self.quiet:
            self.err.write(printable(shortened(text)) + "\n")
            self.err.flush()

    def data(self, text: str) -> None:
        """Print data as it is: a lock in another format."""
        self.out.write(text)
        self.out.flush()

    def line(self, text: str) -> None:
        """Print one line of data."""
        self.data(printable(text) + "\n")

    def result(self, verb: str, value: object) -> None:
        """Print the answer of a verb as `--json` does."""
        import json  # noqa: PLC0415 -- not for `--help`

        document = {"snowsnake": 1, "verb": verb, "result": value}
        self.data(json.dumps(document, indent=2, sort_keys=True) + "\n")

    def error(self, report: errors.Report) -> None:
        """Show an error, as JSON on `out` where that was asked for."""
        if self.json and report.message is not None:
            errors.show_json(report, self.out)
        else:
            errors.show(report, self.err, colour=self.coloured())

    @contextmanager
    def progress(self, *, summary: bool = True) -> Iterator[Observer]:
        """An observer that shows what goes on; the display is gone, and the terminal whole, when the block ends.

        Blocks inside of one share its display. `summary`: sum up what was done; a verb that says itself what came out
        says no.
        """
        if self.quiet or self._open is not None:
            yield self._open or _quiet
            return
        display = self._open = _Lazy(self._display)
        finished = False
        try:
            yield display
            finished = True
        finally:
            self._open = None
            display.close(finished=finished, summary=summary)

    def _display(self) -> Display:
        if not self._live():
            from snowsnake.ui.plain import PlainDisplay  # noqa: PLC0415 -- many runs have nothing to show

            return PlainDisplay(self.err, verbose=self.verbose)
        from snowsnake.ui.live import LiveDisplay  # noqa: PLC0415 -- rich takes longer than a quick verb

        return LiveDisplay(self.err, colour=self.coloured(), verbose=self.verbose)


def _quiet(event: Event) -> None:
    """Show nothing."""


class _Lazy:
    """Makes the display when the first event comes, or when none has come for long: most runs have nothing to show."""

    def __init__(self, make: Callable[[], Display]) -> None:
        self._make = make
        self._display: Display | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._timer = threading.Timer(_PATIENCE, self._begin)
        self._timer.daemon = True
        self._timer.start()

    def _begin(self) -> None:
        with self._lock:
            if self._closed or self._display is not None:
                return
            with suppress(
                OSError, RuntimeError, MemoryError
            ):  # nobody may be left to read it, no thread to be had
                self._display = self._make()
                self._display.waiting()

    def __call__(self, event: Event) -> None:
        """Take one event."""
        with self._lock:
            if self._display is None:
                self._display = self._make()
        self._display(event)

    def close(self, *, finished: bool = True, summary: bool = True) -> None:
        """End the display, if there is one."""
        self._timer.cancel()
        with self._lock:
            self._closed = True
        if self._display is not None:
            self._display.close(finished=finished, summary=summary)
