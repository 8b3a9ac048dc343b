"""What goes on, worked out from events: the state that every display draws from. It prints nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from snowsnake import events
from snowsnake.events import Step
from snowsnake.ui.text import duration, printable, size

DOING: dict[Step, str] = {
    "resolve": "resolving",
    "index": "reading indexes",
    "download": "downloading",
    "analyse": "analysing",
    "provide": "providing",
    "lock": "locking",
    "store": "adding to the store",
    "evaluate": "evaluating",
    "build": "building",
}
DONE: dict[Step, str] = {
    "resolve": "resolved",
    "index": "indexes",
    "download": "downloaded",
    "analyse": "analysed",
    "provide": "provided",
    "lock": "locked",
    "store": "stored",
    "evaluate": "evaluated",
    "build": "built",
}


@dataclass(slots=True)
class Running:
    """A step or a build that runs now."""

    what: str
    since: float


@dataclass(slots=True)
class Progress:
    """Everything that a display needs to know. Not thread safe: its owner locks."""

    clock: Callable[[], float] = time.monotonic
    steps: dict[Step, Running] = field(default_factory=dict)
    builds: dict[int, Running] = field(default_factory=dict)
    builds_planned: int = 0
    builds_done: int = 0
    files_planned: int = 0
    files_done: int = 0
    bytes_planned: int | None = 0
    bytes_done: int = 0
    download_began: float | None = None
    started: float | None = None
    last_line: dict[int, str] = field(default_factory=dict)
    total_builds: int = 0
    total_bytes: int = 0

    def take(self, event: events.Event) -> str | None:  # noqa: C901, PLR0912 -- one flat case for each event
        """Take one event; returns a line that should be printed for good, if there is one."""
        now = self.clock()
        if self.started is None:
            self.started = now
        match event:
            case events.StepStarted(step=step, what=what):
                self.steps[step] = Running(printable(what), now)
            case events.StepFinished(step=step, verdict=verdict):
                running = self.steps.pop(step, None)
                took = f"  {duration(now - running.since)}" if running else ""
                if step == "download":
                    self._end_downloads()
                if step == "build":
                    self._end_builds()
                return f"✓ {DONE[step]} {printable(verdict)}{took}"
            case events.DownloadPlanned(files=files, size=planned):
                self.download_began = self.download_began or now
                self.files_planned += files
                known = self.bytes_planned is not None and planned is not None
                self.bytes_planned = (self.bytes_planned or 0) + (planned or 0) if known else None
            case events.DownloadProgress(received=received):
                self.bytes_done += received
                self.total_bytes += received
            case events.DownloadFinished():
                self.files_done += 1
            case events.BuildsPlanned(builds=builds):
                self.builds_planned = max(self.builds_planned, builds)
            case events.BuildStarted(id=number, name=name):
                self.builds[number] = Running(printable(name), now)
            case events.BuildLogLine(id=number, line=line):
                self.last_line[number] = line
            case events.BuildFinished(id=number):
                self.last_line.pop(number, None)
                if self.builds.pop(number, None) is not None:
                    self.builds_done += 1
                    self.total_builds += 1
            case events.Notice(level=level, text=text):
                prefix = "warning: " if level == "warning" else ""
                return f"{prefix}{printable(text)}"
        return None

    def describe(self, step: Step) -> str:
        """What a running step is doing, for a person: `downloading 3/12 files, 4.1 of 20.0 MB, 2.2 MB/s`."""
        running = self.steps[step]
        parts: list[str] = []
        if step == "download" and self.files_planned:
            parts.append(f"{self.files_done}/{self.files_planned} files")
            parts.append(self._bytes())
        if step == "build" and self.builds_planned:
            parts.append(f"{self.builds_done}/{max(self.builds_planned, self.builds_done)}")
            if self.builds:
                longest = sorted(self.builds.values(), key=lambda build: build.since)
                names = ", ".join(build.what for build in longest[:3])
                parts.append(names + (f" and {len(longest) - 3} more" if len(longest) > 3 else ""))
        begin = f"{DOING[step]} {running.what}".rstrip()
        rest = ", ".join(part for part in parts if part)
        return f"{begin}{', ' if running.what else ' '}{rest}".rstrip(", ")

    def _bytes(self) -> str:
        amount = size(self.bytes_done)
        if self.bytes_planned:
            amount += f" of {size(self.bytes_planned)}"
        elapsed = self.clock() - self.download_began if self.download_began is not None else 0.0
        return amount + (f", {size(self.bytes_done / elapsed)}/s" if elapsed > 0.5 else "")

    def _end_downloads(self) -> None:
        self.files_planned = self.files_done = self.bytes_done = 0
        self.bytes_planned = 0
        self.download_began = None

    def _end_builds(self) -> None:
        self.builds_planned = self.builds_done = 0
        self.builds.clear()
        self.last_line.clear()

    def summary(self) -> str | None:
        """One line at the end, where there is something to sum up."""
        if self.started is None:
            return None
        parts = []
        if self.total_bytes:
            parts.append(f"{size(self.total_bytes)} downloaded")
        if self.total_builds:
            parts.append(f"{self.total_builds} built")
        took = self.clock() - self.started
        return f"{', '.join(parts)} in {duration(took)}" if parts else None
