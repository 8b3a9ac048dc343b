"""The display on a terminal: what runs now is redrawn in place, what is done scrolls by above it."""

from __future__ import annotations

import threading
from typing import TextIO

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from snowsnake.events import BuildLogLine, Event
from snowsnake.ui.progress import Progress
from snowsnake.ui.text import duration, printable, printable_lines

SHOWN_BUILDS = 6


class LiveDisplay:
    """An observer that draws with rich. Everything that it is told has been made printable before rich sees
    it."""

    def __init__(
        self, stream: TextIO, *, colour: bool, verbose: bool = False, progress: Progress | None = None
    ) -> None:
        self._verbose = verbose
        self._progress = progress or Progress()
        self._lock = threading.RLock()
        self._console = Console(
            file=stream, force_terminal=True, no_color=not colour, highlight=False, markup=False, emoji=False
        )
        self._spinner = Spinner("dots", style="cyan")
        self._live = Live(
            self,
            console=self._console,
            refresh_per_second=10,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def __call__(self, event: Event) -> None:
        """Take one event."""
        with self._lock:
            line = self._progress.take(event)
            running = self._progress.builds.get(event.id) if isinstance(event, BuildLogLine) else None
        if self._verbose and isinstance(event, BuildLogLine):
            name = running.what if running else str(event.id)
            self._console.print(Text(f"{name}> {printable_lines(event.line)}", style="dim"))
        if line is not None:
            self._console.print(_verdict(line))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw what runs now: a line for each step, and under `build` the builds that run longest."""
        with self._lock:
            progress = self._progress
            now = progress.clock()
            table = Table.grid(padding=(0, 1))
            table.add_column(width=1)
            table.add_column(no_wrap=True, overflow="ellipsis", max_width=max(20, options.max_width - 14))
            table.add_column(justify="right", no_wrap=True, style="dim")
            for step, running in progress.steps.items():
                table.add_row(self._spinner, Text(progress.describe(step)), duration(now - running.since))
            builds = sorted(progress.builds.items(), key=lambda item: item[1].since)
            for number, build in builds[:SHOWN_BUILDS]:
                row = Text(f"  {build.what}")
                # The last line of a log is drawn, never printed: it is cut at the edge of the terminal.
                said = printable(printable_lines(progress.last_line.get(number, "")).strip())
                if said:
                    row.append(f"  {said[:200]}", style="dim")
                table.add_row("", row, duration(now - build.since))
        yield table

    def close(self) -> None:
        """Take the live part away, so that the terminal can be handed on, and sum up."""
        self._live.stop()
        with self._lock:
            summary = self._progress.summary()
        if summary is not None:
            self._console.print(Text(summary, style="dim"))


def _verdict(line: str) -> Text:
    text = Text(line)
    if line.startswith("✓"):
        text.stylize("green", 0, 1)
    elif line.startswith("warning:"):
        text.stylize("yellow", 0, len("warning:"))
    return text
