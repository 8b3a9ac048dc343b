"""The display where there is no terminal, or one that shows no control sequences: plain lines, few of them."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TextIO

from snowsnake.events import BuildLogLine, Event
from snowsnake.ui.progress import Progress
from snowsnake.ui.text import printable_lines

SOON = 2.0
"""Seconds without a line, after which what goes on is said."""
EVERY = 10.0
"""Seconds until it is said again."""
_TICK = 0.5


class PlainDisplay:
    """An observer that writes a line for each finished step, and now and then one about what takes long."""

    def __init__(self, stream: TextIO, *, verbose: bool = False, progress: Progress | None = None) -> None:
        self._stream = stream
        self._verbose = verbose
        self._progress = progress or Progress()
        self._lock = threading.Lock()
        self._last = self._progress.clock()
        self._patience = SOON
        self._closed = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def __call__(self, event: Event) -> None:
        """Take one event."""
        with self._lock:
            line = self._progress.take(event)
            if self._verbose and isinstance(event, BuildLogLine):
                self._log(event)
            if line is not None:
                self._write(line)
            else:
                self._remind()

    def waiting(self) -> None:
        """Say that something goes on, before there is an event that tells what."""
        with self._lock:
            self._say_what()

    def tick(self) -> None:
        """Say what goes on, if nothing was said for long and it does."""
        with self._lock:
            if not self._closed.is_set():
                self._remind()

    def _watch(self) -> None:
        while not self._closed.wait(_TICK):
            with suppress(OSError):  # whoever read it may be gone: the next line that counts meets that
                self.tick()

    def _remind(self) -> None:
        if self._progress.clock() - self._last >= self._patience:
            self._say_what()

    def _say_what(self) -> None:
        doing = [self._progress.describe(step) for step in self._progress.steps]
        for text in doing or ["working"]:
            self._write(f"  {text}")
        self._patience = EVERY

    def _log(self, event: BuildLogLine) -> None:
        running = self._progress.builds.get(event.id)
        name = running.what if running else str(event.id)
        self._write(f"{name}> {printable_lines(event.line)}")

    def _write(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()
        self._last = self._progress.clock()
        self._patience = SOON

    def close(self, *, finished: bool = True, summary: bool = True) -> None:
        """Sum up what has `finished`, unless its verb says itself what came out (`summary`)."""
        self._closed.set()
        with self._lock:
            text = self._progress.summary() if finished and summary else None
            if text is not None:
                self._write(text)
