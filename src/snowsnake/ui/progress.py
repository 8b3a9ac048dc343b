"""What goes on, worked out from events: the state that every display draws from. It prints nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from snowsnake import events
from snowsnake.events import Step
from snowsnake.ui.text import duration, printable, shortened, size

DOING: dict[Step, str] = {
    "resolve": "resolving",
    "index": "reading",
    "download": "downloading",
    "analyse": "analysing",
    "provide": "looking for native libraries of",
    "lock": "locking",
    "store": "storing",
    "evaluate": "evaluating",
    "build": "building",
}
DONE: dict[Step, str] = {
    "resolve": "resolved",
    "index": "read",
    "download": "downloaded",
    "analyse": "analysed",
    "provide": "found native libraries of",
    "lock": "locked",
    "store": "stored",
    "evaluate": "evaluated",
    "build": "built",
}


QUICK = 0.1
"""Seconds: an index that was read in less was cached, and is not worth a line."""


@dataclass(slots=True)
class Running:
    """A step or a build that runs now."""

    what: str
    since: float
    count: int | None = None
    """How many things a step has to do, where it is known."""


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

    def take(self, event: events.Event) -> str | None:  # noqa: C901 -- one flat case for each event
        """Take one event; returns a line that should be printed for good, if there is one."""
        self.begin()
        now = self.clock()
        match event:
            case events.StepStarted(step=step, what=what, count=count):
                self.steps[step] = Running(printable(shortened(what)), now, count)
            case events.StepProgress(step=step, what=what) if step in self.steps:
                self.steps[step].what = printable(shortened(what))
            case events.StepFinished(step=step, verdict=verdict):
                return self._finish(step, printable(shortened(verdict)), now)
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
                self.builds[number] = Running(printable(shortened(name)), now)
            case events.BuildLogLine(id=number, line=line):
                self.last_line[number] = line
            case events.BuildFinished(id=number):
                self.last_line.pop(number, None)
                # What tries the sandbox out is built outside of the step, and not what the user waits for.
                if self.builds.pop(number, None) is not None and "build" in self.steps:
                    self.builds_done += 1
                    self.total_builds += 1
            case events.Notice(level=level, text=text):
                prefix = "warning: " if level == "warning" else ""
                return f"{prefix}{printable(shortened(text))}"
        return None

    def begin(self) -> None:
        """From now on something goes on."""
        if self.started is None:
            self.started = self.clock()

    def _finish(self, step: Step, verdict: str, now: float) -> str | None:
        """End a step; the line that says what came out, unless it had nothing to do."""
        running = self.steps.pop(step, None)
        seconds = now - running.since if running else None
        if step == "download":
            verdict = self._downloaded() if self.files_planned else ""  # all of it was in the cache
            self._end_downloads()
        if step == "build":
            self._end_builds()
        if not verdict or (step == "index" and seconds is not None and seconds < QUICK):
            return None
        return f"✓ {DONE[step]} {verdict}" + ("" if seconds is None else f"  {duration(seconds)}")

    def _downloaded(self) -> str:
        return f"{events.counted(self.files_planned, 'file')}, {size(self.bytes_done)}"

    def describe(self, step: Step, *, names: bool = True) -> str:
        """What a running step is doing, for a person: `downloading 3/12 files, 4.1 MB of 20.0 MB, 2.2 MB/s`.

        `names`: say which derivations are being built.
        """
        running = self.steps[step]
        what = running.what
        more: list[str] = []
        if step == "download" and self.files_planned:
            what = f"{self.files_done}/{self.files_planned} files"
            more.append(self._bytes())
        if step == "build":
            # Nix's own count has what was built long ago in it: it is used where nobody knows better.
            planned = self.builds_planned if running.count is None else running.count
            if planned:
                what = f"{self.builds_done}/{max(planned, self.builds_done)} derivations"
            if self.builds and names:
                longest = sorted(self.builds.values(), key=lambda build: build.since)
                more += [build.what for build in longest[:3]]
                more += [f"{len(longest) - 3} more"] if len(longest) > 3 else []
        return ", ".join([f"{DOING[step]} {what}".rstrip(), *more])

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
            parts.append(f"{events.counted(self.total_builds, 'derivation')} built")
        took = duration(self.clock() - self.started)
        return f"done in {took}: {', '.join(parts)}" if parts else None
