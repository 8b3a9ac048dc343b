"""The display where there is no terminal: plain lines, few of them, no control sequences."""

from __future__ import annotations

import threading
from typing import TextIO

from snowsnake.events import BuildLogLine, Event
from snowsnake.ui.progress import Progress
from snowsnake.ui.text import printable_lines

EVERY = 10.0
"""Seconds between two lines about a step that goes on."""


class PlainDisplay:
    """An observer that writes a line for each finished step, and now and then one about what takes long."""

    def __init__(self, stream: TextIO, *, verbose: bool = False, progress: Progress | None = None) -> None:
        self._stream = stream
        self._verbose = verbose
        self._progress = progress or Progress()
        self._lock = threading.Lock()
        self._last = self._progress.clock()

    def __call__(self, event: Event) -> None:
        """Take one event."""
        with self._lock:
            line = self._progress.take(event)
            if self._verbose and isinstance(event, BuildLogLine):
                self._log(event)
            now = self._progress.clock()
            if line is not None:
                self._write(line)
                self._last = now
            elif now - self._last >= EVERY and self._progress.steps:
                for step in self._progress.steps:
                    self._write(f"  {self._progress.describe(step)}")
                self._last = now

    def _log(self, event: BuildLogLine) -> None:
        running = self._progress.builds.get(event.id)
        name = running.what if running else str(event.id)
        self._write(f"{name}> {printable_lines(event.line)}")

    def _write(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()

    def close(self, *, finished: bool = True) -> None:
        """Sum up what has `finished`."""
        with self._lock:
            summary = self._progress.summary() if finished else None
            if summary is not None:
                self._write(summary)
