"""The display on a terminal: what runs now is redrawn in place, what is done scrolls by above it."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TextIO

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.text import Text

from snowsnake.events import BuildLogLine, Event
from snowsnake.ui.progress import Progress
from snowsnake.ui.text import duration, printable, printable_lines

SHOWN_BUILDS = 6
FRAMES_PER_SECOND = 10
FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class LiveDisplay:
    """An observer that draws with rich. Everything that it is told has been made printable before rich sees
    it."""

    def __init__(
        self, stream: TextIO, *, colour: bool, verbose: bool = False, progress: Progress | None = None
    ) -> None:
        self._verbose = verbose
        self._progress = progress or Progress()
        self._lock = threading.RLock()
        self._drawing = threading.RLock()
        """Held by whoever draws; taken before any other lock."""
        self._console = Console(
            file=stream, force_terminal=True, no_color=not colour, highlight=False, markup=False, emoji=False
        )
        self._drawn: list[int] = []
        """How wide each line is that was drawn last."""
        self._live = Live(
            self,
            console=self._console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()
        self._closed = threading.Event()
        self._ticking = threading.Thread(target=self._tick, daemon=True)
        self._ticking.start()

    def _tick(self) -> None:
        while not self._closed.wait(1 / FRAMES_PER_SECOND):
            with suppress(OSError), self._drawing:  # the terminal may be gone
                self._follow_resize()
                self._live.refresh()

    def _print(self, text: Text) -> None:
        with self._drawing:
            self._follow_resize()
            self._console.print(text, soft_wrap=True)  # where a line ends is the terminal's business

    def _follow_resize(self) -> None:
        """Go to where rich believes to be: a terminal that became narrower wraps the lines that were drawn."""
        width = max(1, self._console.size.width)
        wrapped = sum((max(1, cells) - 1) // width for cells in self._drawn)
        if wrapped:
            self._console.file.write(f"\x1b[{wrapped}A\x1b[J")
            self._drawn = []

    def __call__(self, event: Event) -> None:
        """Take one event."""
        with self._lock:
            line = self._progress.take(event)
            running = self._progress.builds.get(event.id) if isinstance(event, BuildLogLine) else None
        if self._verbose and isinstance(event, BuildLogLine):
            name = running.what if running else str(event.id)
            self._print(Text(f"{name}> {printable_lines(event.line)}", style="dim"))
        if line is not None:
            self._print(_verdict(line))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw what runs now: a line for each step, and under `build` the builds that run longest."""
        with self._lock:
            rows = self._rows(options.max_width - 1, options.size.height)  # the last column may wrap
        self._drawn = [row.cell_len for row in rows]
        yield from rows

    def _rows(self, width: int, height: int) -> list[Text]:
        progress = self._progress
        now = progress.clock()
        rows = [
            self._row(self._frame(now), progress.describe(step, names=False), now - running.since, width)
            for step, running in progress.steps.items()
        ]
        if not rows and progress.started is not None:
            rows = [self._row(self._frame(now), "working", None, width)]
        builds = sorted(progress.builds.items(), key=lambda item: item[1].since)
        # Three lines less than the terminal has, so that it does not scroll while they are drawn.
        room = max(1, min(SHOWN_BUILDS, height - len(rows) - 3))
        for number, build in builds[:room]:
            # The last line of a log is drawn, never printed: it is cut at the edge of the terminal.
            said = printable(printable_lines(progress.last_line.get(number, "")).strip())
            rows.append(self._row(" ", f"  {build.what}", now - build.since, width, said))
        if len(builds) > room:
            rows.append(self._row(" ", f"  and {len(builds) - room} more", None, width))
        return rows

    def _frame(self, now: float) -> str:
        return FRAMES[int(now * FRAMES_PER_SECOND) % len(FRAMES)]

    @staticmethod
    def _row(mark: str, text: str, seconds: float | None, width: int, said: str = "") -> Text:
        """One line that fits: the time is always seen, and `said` as far as there is room."""
        took = "" if seconds is None else f"  {duration(seconds)}"
        body = Text(text, no_wrap=True)
        body.truncate(max(1, width - 2 - len(took)), overflow="ellipsis")
        row = Text.assemble((mark, "cyan"), " ", body, (took, "dim"), no_wrap=True)
        if said and width - row.cell_len > 10:
            row.append(f"  {said[:200]}", style="dim")
        row.truncate(max(1, width), overflow="ellipsis")
        return row

    def waiting(self) -> None:
        """Show that something goes on, before there is an event that tells what."""
        with self._lock:
            self._progress.begin()

    def close(self, *, finished: bool = True, summary: bool = True) -> None:
        """Take the live part away, so that the terminal can be handed on, and sum up what has `finished`, unless its
        verb says itself what came out (`summary`)."""
        self._closed.set()
        self._ticking.join()
        with self._drawing:
            self._follow_resize()
            self._live.stop()
        with self._lock:
            text = self._progress.summary() if finished and summary else None
        if text is not None:
            self._console.print(Text(text, style="dim"), soft_wrap=True)


def _verdict(line: str) -> Text:
    text = Text(line)
    if line.startswith("✓"):
        text.stylize("green", 0, 1)
    elif line.startswith("warning:"):
        text.stylize("yellow", 0, len("warning:"))
    return text
